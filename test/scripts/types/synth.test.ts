import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copySources } from "../../support/packages.ts";
import { endOf } from "../../support/project.ts";

const lone = readFileSync(new URL("lone.txt", import.meta.url), "utf8");

let copy = "";

beforeAll(async () => {
  copy = mkdtempSync(join(tmpdir(), "synth-types-"));
  copySources(copy, "lone");
  expect(await withData(lone, "synth")).toMatch(/^0 dist\/: \d+ added/);
});

afterAll(() => rmSync(copy, { recursive: true }));

function withData(text: string, name: string, options: readonly string[] = []): Promise<string> {
  writeFileSync(join(copy, "clusters/index.ts"), text);
  return endOf(copy, name, options);
}

function edited(from: string, to: string): string {
  expect(lone).toContain(from);
  return lone.replace(from, () => to);
}

const end = "; dist/ is unchanged";

describe("synth tells a mistake of the data once, by file and line:", () => {
  it.each([
    [
      "a word that there is not",
      ['argocd: "self"', 'argocd: "slef"'],
      'clusters/index.ts:50: argocd is "slef"; did you mean "self"?\n1 problem in 1 place',
    ],
    [
      "an option with a slip, which no component can be built with",
      ["web({ host", "web({ hots"],
      'clusters/index.ts:53: hots is not a field; did you mean "host"?\n1 problem in 1 place',
    ],
    [
      "a field that is missing",
      ['      memory: "8Gi",\n', ""],
      "clusters/index.ts:37: memory of Node is missing; add it\n1 problem in 1 place",
    ],
    [
      "a name that nobody defines",
      ["clusters: [home]", "clusters: [hmoe]"],
      "clusters/index.ts:60: hmoe is not defined; import it, or correct the name\n1 problem in 1 place",
    ],
    [
      "a slip in the name of a field that is missing then",
      ["gateway:", "gatway:"],
      'clusters/index.ts:10: gatway of Network is not a field; did you mean "gateway"?\n1 problem in 1 place',
    ],
    [
      "beside what the plan has found",
      ['  argocd: "self",', '  vlans: [],\n  argocd: "hub",'],
      'clusters/index.ts:50: vlans is not a field; remove it\nhome: is the hub, but has argocd "hub", so nothing syncs it; set argocd to "self"\n2 problems in 2 places',
    ],
  ] as const)("%s", async (_, [from, to], told) => {
    expect(await withData(edited(from, to), "synth")).toBe(`1 ${told}${end}`);
  });

  it("and without the compiler by the cluster and the field", async () => {
    const word = edited('argocd: "self"', 'argocd: "slef"');
    expect(await withData(word, "synth", ["--no-types"])).toBe(
      `1 home: argocd is "slef"; did you mean "self"?\n1 problem in 1 place${end}`,
    );
    const option = edited("web({ host", "web({ hots");
    expect(await withData(option, "synth", ["--no-types"])).toBe(
      `1 home/web: cannot be built at clusters/index.ts:22: Cannot read properties of undefined (reading 'split'); correct its options\n1 problem in 1 place${end}`,
    );
  });

  it("and remembers that nothing is wrong", async () => {
    const unused = edited("const home", "const spare = 1;\nconst home");
    expect(await withData(unused, "synth", ["--no-types"])).toMatch(/^0 dist\/ is current/);
    const plans = () => readdirSync(join(copy, ".cache/plans")).length;
    const before = plans();
    expect(await endOf(copy, "synth")).toMatch(/^0 dist\/ is current/);
    expect(await endOf(copy, "synth", ["--no-types"])).toMatch(/^0 dist\/ is current/);
    expect(await endOf(copy, "synth")).toMatch(/^0 dist\/ is current/);
    expect(plans()).toBe(before);
  });

  it("whatever became of what the compiler has seen before", async () => {
    const memory = join(copy, ".cache/types/quick.tsbuildinfo");
    const mistake = edited('argocd: "self"', 'argocd: "slef"');
    for (const spoilt of ["", readFileSync(memory, "utf8").slice(0, 999), "no memory"]) {
      writeFileSync(memory, spoilt);
      expect(await withData(mistake, "synth")).toContain('argocd is "slef"; did you mean "self"?');
    }
  });
});

describe("data that does not load ends", () => {
  const broken = 'export const fleet = "half" an idea;';
  const told = /^1 clusters\/index\.ts:1: Expected a semicolon.*; correct/;

  /** They need no fleet, go on without one, or test Strata itself. */
  const aside = new Set(
    "bench catalogue charts check diff e2e e2e-bootstrap fork import init note rerender synth test upgrade".split(
      " ",
    ),
  );
  const commands = readdirSync("scripts/commands")
    .map((name) => name.replace(/\.ts$/, ""))
    .filter((name) => !aside.has(name));

  beforeAll(() => {
    writeFileSync(join(copy, "clusters/index.ts"), broken);
    // Nothing is published from elsewhere, nor without a commit.
    const author = ["-c", "user.name=Reader", "-c", "user.email=reader@example.org"];
    for (const args of [["init"], ["add", "dist"], [...author, "commit", "--message=dist"]])
      execFileSync("git", args, { cwd: copy, stdio: "pipe" });
  });

  it.each(commands.map((name) => [name] as const))("%s without a stack", async (name) => {
    const said = await endOf(copy, name, name === "render" ? ["home/web"] : []);
    expect(said).toMatch(told);
    expect(said).not.toMatch(/^\s+at /m);
  });

  it.each([
    [
      "vm",
      'import "./nowhere.ts";',
      /^1 clusters\/index\.ts: imports clusters\/nowhere\.ts, which/,
    ],
    ["vm", 'throw new Error("no");', /^1 clusters\/index\.ts:1: no; correct/],
    [
      "health",
      edited("cpu: 4", 'cpu: "4"'),
      /^1 home: node home-1: cpu is "4", not a number; write 4/,
    ],
    ["charts", "half an idea", /^1 clusters\/index\.ts:1: .*; correct/],
  ])("%s with what is wrong", async (name, text, line) => {
    const said = await withData(text, name, name === "charts" ? ["lint"] : []);
    expect(said).toMatch(line);
    expect(said).not.toMatch(/^\s+at /m);
  });
});
