import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Interrupted, Shell } from "../../../lib/helm/shell.ts";

const env = { PATH: process.env["PATH"], GREETING: "hello" };
const module = new URL("../../../lib/helm/shell.ts", import.meta.url).href;

/** What a program does with its words and its input. */
function run(shell: Shell, script: string, input = "", ...words: readonly string[]) {
  return shell.run(["/bin/sh", "-c", script, "sh", ...words], input, 20);
}

/** Prints the process id of the shell: what it runs is of its group. */
const printShell = "ps -o pgid= -p $$";

function isRunning(pid: number): boolean {
  // What has ended and that nobody has asked for yet counts as gone.
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}

async function isGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100 && isRunning(pid); tries++) await sleep(50);
  return !isRunning(pid);
}

describe("Shell", () => {
  it("hands back what a program says and its code, one program after the other", async () => {
    const shell = new Shell(env);
    expect(await run(shell, 'echo "$GREETING"; cat', "input")).toEqual({
      code: 0,
      output: "hello\ninput\n",
      errors: "",
    });
    expect(await run(shell, "echo part; echo first >&2; echo last >&2; exit 3")).toEqual({
      code: 3,
      output: "part\n",
      errors: "first\nlast",
    });
    expect(await run(shell, "true")).toEqual({ code: 0, output: "", errors: "" });
  });

  it("hands on words and input as they are", async () => {
    const words = ["", " two  spaces ", "$HOME `date` $(date)", `'"\\n\\`, "-n", "*", "ü 漢 🙂"];
    const shell = new Shell(env);
    for (const input of ["END", "", "  $HOME `date` \\ \\n '\" ", "ü".repeat(300_000)]) {
      const { output } = await run(shell, `printf '<%s>' "$@"; cat`, input, ...words);
      expect(output).toBe(`${words.map((word) => `<${word}>`).join("")}${input}\n`);
    }
  });

  it("takes as much as a program prints, and programs that do not read", async () => {
    const shell = new Shell(env);
    const { output } = await run(shell, "yes ü🙂 | head -n 500000", "x".repeat(200_000));
    expect(output).toBe("ü🙂\n".repeat(500_000));
  });

  it.each([
    ["kill -9 $$", "it ended with SIGKILL"],
    ["exit 127", "it cannot be started"],
    ["kill -s KILL -- -$(ps -o pgid= -p $$ | tr -d ' ')", "its shell ended with SIGKILL"],
  ])("tells a program that does not come to an end: %s", async (script, message) => {
    const shell = new Shell(env);
    await expect(run(shell, `true; ${script}`)).rejects.toEqual(new Interrupted(message));
    await expect(run(shell, "true")).rejects.toEqual(
      new Interrupted("its shell ended with SIGKILL"),
    );
  });

  it("tells a program that is not there", async () => {
    const ended = new Shell(env).run(["/nonexistent/helm", "version"], "", 20);
    await expect(ended).rejects.toEqual(new Interrupted("it cannot be started"));
  });

  it("ends a program that takes too long", async () => {
    const shell = new Shell(env);
    const { output } = await run(shell, printShell);
    const late = shell.run(["sleep", "60"], "", 0.2);
    await expect(late).rejects.toEqual(new Interrupted("it takes longer than 0.2 s"));
    expect(await isGone(Number(output))).toBe(true);
  });

  it("takes no word of several lines", async () => {
    await expect(run(new Shell(env), "true", "", "a\nb")).rejects.toEqual(
      new Interrupted('"a\\nb" is not one line'),
    );
  });

  it("keeps no process from its end, and ends with it", async () => {
    const script = `
import { Shell } from ${JSON.stringify(module)};
const { output } = await new Shell(process.env).run(["/bin/sh", "-c", ${JSON.stringify(printShell)}], "", 20);
console.log(output);
if (process.argv[1] === "killed") process.kill(process.pid, "SIGKILL");
`;
    for (const [how, end] of [
      ["by itself", null],
      ["killed", "SIGKILL"],
    ] as const) {
      const args = ["--input-type=module", "--eval", script, how];
      const { stdout, signal } = spawnSync(process.execPath, args, {
        encoding: "utf8",
        timeout: 15_000,
        killSignal: "SIGTERM",
      });
      expect(signal).toBe(end);
      expect(await isGone(Number(stdout))).toBe(true);
    }
  });
});
