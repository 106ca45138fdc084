import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { namespaceRefusal } from "./namespace.ts";

let programs: string;

beforeEach(() => {
  programs = mkdtempSync(join(tmpdir(), "namespace-"));
  vi.stubEnv("PATH", programs);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(programs, { recursive: true });
});

function unshare(script: string): void {
  writeFileSync(join(programs, "unshare"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(programs, "unshare"), 0o755);
}

it("knows that a computer allows namespaces", () => {
  unshare("exit 0");
  expect(namespaceRefusal()).toBeUndefined();
});

it("says what a computer says that does not", () => {
  unshare('echo "unshare: unshare failed: Operation not permitted" >&2; exit 1');
  expect(namespaceRefusal()).toBe("unshare: unshare failed: Operation not permitted");
});

it("says that there is no such program", () => {
  expect(namespaceRefusal()).toBe("spawnSync unshare ENOENT");
});

it("ends with what the other side ends with when it is told to end", async () => {
  const program = join(programs, "program.ts");
  const lines = [
    `import { isInside, onEnd, runBeside } from ${JSON.stringify(join(import.meta.dirname, "namespace.ts"))};`,
    `if (isInside()) {`,
    `  onEnd(() => { console.error("stopped"); process.exit(130); });`,
    `  setInterval(() => {}, 1000);`,
    `  console.log("runs");`,
    `} else {`,
    `  process.exitCode = await runBeside([], { onLine: console.log, onMessage: () => {} });`,
    `}`,
  ];
  writeFileSync(program, lines.join("\n"));
  const child = spawn(process.execPath, [...process.execArgv, program], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, error] = ["", ""];
  child.stderr.on("data", (text: Buffer) => (error += text.toString()));
  child.stdout.on("data", (text: Buffer) => {
    out += text.toString();
    if (out === "runs\n") child.kill("SIGTERM");
  });
  const [code] = (await once(child, "close")) as [number | null];
  expect({ code, out, error }).toEqual({ code: 130, out: "runs\nstopped\n", error: "" });
});
