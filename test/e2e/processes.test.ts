import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Processes } from "./processes.ts";
import { until } from "./wait.ts";

let directory: string;
let run: ChildProcess | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "processes-"));
});

afterEach(() => {
  run?.kill("SIGKILL");
  rmSync(directory, { recursive: true });
});

const module = new URL("processes.ts", import.meta.url).href;

/** A run of one program that writes down its process id and stays. */
const script = `
import { Processes } from ${JSON.stringify(module)};
const processes = new Processes(process.argv[1]);
const args = ["-c", "echo $$; sleep 100"];
processes.start({ name: "stays", program: "sh", args });
setInterval(() => {}, 1000);
`;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // What has ended and that nobody has asked for yet counts as gone.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

describe.runIf(process.platform === "linux")("Processes", () => {
  it("end with the run, even when that is killed", async () => {
    const args = ["--input-type=module", "--eval", script, directory];
    run = spawn(process.execPath, args, { stdio: "inherit" });
    const pid = (): number => {
      try {
        return Number(readFileSync(join(directory, "log", "stays.log"), "utf8"));
      } catch {
        return 0;
      }
    };
    await until("the program", () => pid() > 0, 50);
    expect(isRunning(pid())).toBe(true);

    run.kill("SIGKILL");

    await until("its end", () => !isRunning(pid()), 50);
  }, 120_000);

  it("that end before they are ready tell how, at once", async () => {
    const processes = new Processes(directory);
    const start = (name: string, command: string): Promise<void> => {
      processes.start({ name, program: "sh", args: ["-c", command] });
      return processes.ready(name, async () => false, 50);
    };
    await expect(start("ends", "echo no such flag; exit 3")).rejects.toThrow(
      "e2e: ends ended with code 3; read the end of its log:\nno such flag\n",
    );
    await expect(start("killed", "kill -s KILL $$")).rejects.toThrow(
      "e2e: killed was ended by SIGKILL; read the end of its log:\n\n",
    );
    expect(processes.ended()).toEqual([
      "ends ended with code 3\nno such flag",
      "killed was ended by SIGKILL\n",
    ]);
    processes.stopAll();
  });
});
