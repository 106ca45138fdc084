import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { onOneLine, visible } from "../../../lib/outside/visible.ts";
import { formatProblems } from "../../../lib/problem.ts";
import { healthText } from "../../../scripts/health/report.ts";
import { Refusal } from "../../../scripts/tell/refusal.ts";
import { table } from "../../../scripts/tell/table.ts";
import { forTerminal } from "../../../scripts/tell/terminal.ts";
import { importsOf } from "../../support/imports.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** Clears the screen, sets a title, turns the direction of text, and goes back over a line. */
const hostile = "\u001b[2J\u001b]0;x\u0007\u009b8m\u202ereb\u2066\r\nnext\ttab";

describe("a text of others", () => {
  it.each([
    [hostile, "\\u001b[2J\\u001b]0;x\\u0007\\u009b8m\\u202ereb\\u2066\nnext\ttab"],
    ["a\rb\bc\u007f\u2028d\ufeff", "a\\rb\\bc\\u007f\\u2028d\\ufeff"],
    ["\ud83d half, \u{e0041} tag", "\\ud83d half, \\udb40\\udc41 tag"],
    ["ä 漢 🏳️‍🌈 «»", "ä 漢 🏳️‍🌈 «»"],
  ])("%j is shown as it is written", (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it("is JSON as before where it was JSON", () => {
    const data = { a: hostile, b: ["\u0085\u2029"] };
    expect(JSON.parse(visible(JSON.stringify(data)))).toEqual(data);
  });

  it("keeps the colours of the commands, and no other power", () => {
    expect(forTerminal("\u001b[31merror\u001b[39m \u001b[8mhidden \u001b[1A")).toBe(
      "\u001b[31merror\u001b[39m \\u001b[8mhidden \\u001b[1A",
    );
  });

  it("forges no line of a problem, a refusal, a table or a finding", () => {
    const forged = "x\nall is well";
    expect(formatProblems([{ place: "a", message: forged }])).toBe(
      "a: x\\nall is well\n1 problem in 1 place",
    );
    expect(new Refusal([{ place: "a", message: forged }], "nothing is done").message).toBe(
      "a: x\\nall is well\nnothing is done",
    );
    expect(table([["a", forged]])).toBe("a  x\\nall is well");
    const finding = { level: "error", subject: "Pod a", message: forged, next: "look" } as const;
    const sections = [{ title: "pods", looked: "1 pod", findings: [finding] }];
    expect(healthText({ cluster: "home", sections }, false)).toContain(
      "error: Pod a x\\nall is well\n",
    );
    expect(onOneLine("\t")).toBe("\\t");
  });
});

describe("every command", () => {
  const commands = readdirSync(join(root, "scripts/commands")).map(
    (name) => `scripts/commands/${name}`,
  );

  it.each(commands)("%s says what it says through the guarded console", (path) => {
    const seen = new Set([path]);
    for (const file of seen) {
      for (const { target, isType } of importsOf(file, read(file)))
        if (!isType && target.endsWith(".ts") && existsSync(join(root, target))) seen.add(target);
    }
    expect(seen).toContain("scripts/run/options.ts");
  });

  it("leaves the streams alone, but for those that print what is their own", () => {
    const all = readdirSync(join(root, "scripts"), { recursive: true, encoding: "utf8" });
    const writing = all.filter(
      (name) => name.endsWith(".ts") && /std(?:out|err)\.write/.test(read(`scripts/${name}`)),
    );
    expect(writing.toSorted()).toEqual([
      "bench/programs/usage.ts",
      // Through forTerminal.
      "commands/diff.ts",
      "commands/inventory.ts",
      "secret/prompt.ts",
    ]);
  });

  it("is guarded before it says anything", () => {
    const options = JSON.stringify(join(root, "scripts/run/options.ts"));
    const code = `await import(${options}); console.log(${JSON.stringify(hostile)}); console.error("%s", ${JSON.stringify(hostile)});`;
    const argv = [...process.execArgv, "--input-type=module", "--eval", code];
    const { stdout, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8" });
    expect([stdout, stderr]).toEqual([`${visible(hostile)}\n`, `${visible(hostile)}\n`]);
  });
});
