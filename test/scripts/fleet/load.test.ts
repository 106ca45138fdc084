import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "load-"));
  mkdirSync(join(directory, "clusters"));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const loader = new URL("../../../scripts/fleet/load.ts", import.meta.url).href;
const model = new URL("../../../lib/model/", import.meta.url).href;

/** In a process of its own: Node itself loads it there. */
function told(text: string): string {
  writeFileSync(join(directory, "clusters/index.ts"), text);
  writeFileSync(join(directory, "clusters/half.json"), "{");
  const to = pathToFileURL(join(directory, "clusters/index.ts")).href;
  const script = `const { loadFleet } = await import("${loader}");
    await loadFleet({ module: "${to}" }).catch(({ message }) => console.log(message));`;
  const argv = ["--input-type=module", "--eval", script];
  return execFileSync(process.execPath, argv, { cwd: directory, encoding: "utf8" });
}

describe("data that does not load is told without a stack:", () => {
  it.each([
    [
      "a name that a file does not export",
      'import { nome } from "node:path";',
      "clusters/index.ts:1: The requested module 'node:path' does not provide an export named 'nome'; correct the name or the value",
    ],
    [
      "a name that nobody defines",
      "const a = 1;\nexport const fleet = nome(a);",
      "clusters/index.ts:2: nome is not defined; correct the name or the value",
    ],
    [
      "a file that is not there",
      'import "./nowhere.ts";',
      "clusters/index.ts: imports clusters/nowhere.ts, which does not exist; correct the path",
    ],
    [
      "a package that is not there",
      'import "nowhere";',
      "clusters/index.ts: imports nowhere, which does not exist; correct the path",
    ],
    [
      "JSON that is none",
      'import data from "./half.json" with { type: "json" };\nexport const fleet = data;',
      /^clusters(?:\/half\.json(?::\d+)?)?: .*JSON.*; correct the name or the value$/,
    ],
    [
      "what throws in the engine, where the data calls it",
      `import { manifests } from "${model}manifests.ts";\n\nexport const fleet = manifests("a", null);`,
      /^clusters\/index\.ts:3: Cannot destructure .*; correct the name or the value$/,
    ],
    [
      "what throws no error",
      "throw 'nothing';",
      "clusters: nothing; correct the name or the value",
    ],
    [
      "nothing at all",
      "export const flet = 1;",
      'clusters/index.ts: exports no fleet; write "export const fleet = defineFleet({ ... })"',
    ],
  ])("%s", (_, text, line) => {
    const [first, ...rest] = told(text).trimEnd().split("\n");
    if (typeof line === "string") expect(first).toBe(line);
    else expect(first).toMatch(line);
    expect(rest).toEqual(["1 problem in 1 place"]);
  });

  it("what is no TypeScript", () => {
    expect(told('export const fleet = "a" "b";')).toMatch(/^clusters\/index\.ts:1: .*semicolon/);
  });
});
