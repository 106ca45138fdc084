import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runProgram } from "../../../scripts/process/program.ts";

const home = mkdtempSync(join(tmpdir(), "program-"));

afterAll(() => rmSync(home, { recursive: true }));

describe("a program of this computer", () => {
  it("gets its arguments as they are", async () => {
    const words = ["a b", "", "$HOME", "'q'", "\n", "é", "*", "~"];
    const { stdout } = await runProgram({ argv: ["printf", "%s|", ...words] });
    expect(stdout).toBe(words.map((word) => `${word}|`).join(""));
  });

  it("hands over letters of several bytes whole, wherever the parts of its output end", async () => {
    const text = `x${"é€".repeat(300_000)}`;
    expect((await runProgram({ argv: ["cat"], input: text })).stdout).toBe(text);
  });

  it("need not read its input to the end", async () => {
    const { exitCode } = await runProgram({ argv: ["true"], input: "x".repeat(5_000_000) });
    expect(exitCode).toBe(0);
  });

  it("has no input where none is given", async () => {
    expect(await runProgram({ argv: ["cat"] })).toMatchObject({ exitCode: 0, stdout: "" });
  });

  it("does not read what a shell of the user's would", async () => {
    writeFileSync(join(home, ".bashrc"), "echo from .bashrc\n");
    const env = { HOME: home, SHLVL: "" };
    expect((await runProgram({ argv: ["cat"], input: "text", env })).stdout).toBe("text");
  });

  it("is missed with code 127", async () => {
    expect((await runProgram({ argv: ["nowhere-to-be-found"] })).exitCode).toBe(127);
  });

  it("ends with its time, whoever it has started and still writes", async () => {
    const start = performance.now();
    const argv = ["sh", "-c", "echo begun; sleep 5 & wait"];
    expect(await runProgram({ argv, timeoutSeconds: 0.3 })).toMatchObject({
      exitCode: 128,
      stdout: "begun\n",
      isLate: true,
    });
    expect(performance.now() - start).toBeLessThan(3000);
  });

  it("ends with its signal, whose reason is thrown", async () => {
    const signal = AbortSignal.timeout(200);
    await expect(runProgram({ argv: ["sleep", "5"], signal })).rejects.toThrow("timeout");
    await expect(runProgram({ argv: ["true"], signal })).rejects.toThrow("timeout");
  });

  it("that is killed has no code of its own", async () => {
    const { exitCode, isLate } = await runProgram({ argv: ["sh", "-c", "kill -9 $$"] });
    expect({ exitCode, isLate }).toEqual({ exitCode: 128, isLate: false });
  });
});
