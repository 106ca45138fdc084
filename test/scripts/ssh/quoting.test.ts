import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { Ssh } from "../../../scripts/ssh/ssh.ts";
import { awkwardWords } from "./words.ts";

it.each(["sh", "bash"])(
  "what a machine is sent is the same for a user whose shell is %s",
  (shell) => {
    const ssh = new Ssh({ knownHosts: "/nonexistent", sockets: "/nonexistent" });
    const machine = { name: "n1", address: "10.0.0.1", user: "root" };
    const sent = ssh.argv(machine, ["printf", "<%s>", ...awkwardWords]).at(-1)!;
    const { stdout } = spawnSync(shell, ["-c", sent], { encoding: "utf8" });
    expect(stdout).toBe(awkwardWords.map((word) => `<${word}>`).join(""));
  },
);
