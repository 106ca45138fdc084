import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copySources } from "../support/packages.ts";
import { endOf } from "../support/project.ts";

let copy = "";

beforeAll(async () => {
  copy = mkdtempSync(join(tmpdir(), "synth-"));
  copySources(copy, "house");
  const [, count = ""] = /^0 dist\/: (\d{3}) added, 0 changed/.exec(await synth()) ?? [];
  current = `0 dist/ is current: 4 clusters, ${count} files`;
});

afterAll(() => rmSync(copy, { recursive: true }));

function synth(options?: readonly string[], variables?: NodeJS.ProcessEnv): Promise<string> {
  return endOf(copy, "synth", options, variables);
}

/** What is said where nothing has changed. */
let current = "";

/** Returns what takes the edit back. */
function edit(path: string, from: string, to: string): () => void {
  const file = join(copy, path);
  const text = readFileSync(file, "utf8");
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
  return () => writeFileSync(file, text);
}

/** The remembered plans, by name and by the file that holds them: one that is made anew is another file. */
function plans(): string[] {
  const directory = join(copy, ".cache/plans");
  return readdirSync(directory).map((name) => `${name} ${statSync(join(directory, name)).ino}`);
}

describe("synth with a plan that is remembered", () => {
  it("makes none where nothing has changed", async () => {
    const before = plans();
    expect(current).toMatch(/, \d{3} files$/);
    expect(await synth()).toBe(current);
    expect(await synth()).toBe(current);
    expect(plans()).toEqual(before);
  });

  it.each([
    ["data", "clusters/site.ts", "admin@", "root@"],
    ["a component", "charts/security/developer-access.ts", '"list", ', ""],
    ["the engine", "lib/emit/application.ts", 'maxDuration: "20s"', 'maxDuration: "21s"'],
  ])("makes another after a change of %s, and back", async (_, path, from, to) => {
    const restore = edit(path, from, to);
    expect(await synth()).toContain("changed");
    restore();
    expect(await synth()).toMatch(/^0 dist\/: 0 added, [1-9]\d* changed, 0 removed;/);
    expect(await synth()).toBe(current);
  });

  it("makes another after a change of a schema", async () => {
    const restore = edit("imports/crds/metallb.io/IPAddressPool.json", '"addresses"', '"ranges"');
    expect(await synth()).toContain("dist/ is unchanged");
    restore();
    expect(await synth()).toBe(current);
  });

  it("makes another for another value of a variable that the data reads", async () => {
    const mail = '"admin@mathiaswouters.com"';
    const restore = edit("clusters/site.ts", mail, `process.env["HOUSE_MAIL"] ?? "a@b.c"`);
    expect(await synth()).toContain("changed");
    expect(await synth()).toBe(current);
    expect(await synth([], { HOUSE_MAIL: "d@e.f" })).toContain("changed");
    expect(await synth([], { HOUSE_MAIL: "d@e.f", OTHER: "1" })).toBe(current);
    restore();
    expect(await synth()).toContain("changed");
  });

  it("puts right what was edited or deleted in dist/", async () => {
    const file = join(copy, "dist/edge/root.yaml");
    const { size, mtime } = statSync(file);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("edge", "EDGE"));
    utimesSync(file, mtime, mtime);
    expect(statSync(file).size).toBe(size);
    rmSync(join(copy, "dist/local"), { recursive: true });
    expect(await synth()).toMatch(/^0 dist\/: \d\d added, 1 changed, 0 removed/);
    expect(readFileSync(file, "utf8")).toBe(text);
    expect(await synth(["--check"])).toBe("0 dist/ is current");
  });

  it("tells what is not Strata's where Argo CD takes what it finds", async () => {
    const file = join(copy, "dist/edge/apps/evil.yaml");
    writeFileSync(file, "kind: ClusterRoleBinding\n");
    const stray =
      "is not Strata's, and stands where Argo CD takes what it finds; move it elsewhere, or put it into the data";
    expect(await synth(["--check"])).toBe(`1 stray  edge/apps/evil.yaml\nwhat is stray ${stray}`);
    expect(await synth()).toBe(`0 note: dist/edge/apps/evil.yaml ${stray}\n${current.slice(2)}`);
    rmSync(file);
    expect(await synth(["--check"])).toBe("0 dist/ is current");
  });

  it("makes it anew for a gate, and for files of the cache that hold something else", async () => {
    const before = plans();
    expect(await synth(["--check"])).toBe("0 dist/ is current");
    const checked = plans();
    expect(checked).not.toEqual(before);
    const directory = join(copy, ".cache/plans");
    for (const name of readdirSync(directory)) writeFileSync(join(directory, name), "garbage");
    expect(await synth()).toBe(current);
    expect(await synth()).toBe(current);
  });

  it("does without a cache that cannot be written", async () => {
    expect(await synth([], { STRATA_CACHE: join(copy, "package.json/cache") })).toBe(current);
  });

  it("is right when two run at once", async () => {
    rmSync(join(copy, ".cache"), { recursive: true });
    rmSync(join(copy, "dist"), { recursive: true });
    const said = await Promise.all([synth(), synth(), synth()]);
    for (const one of said) expect(one).toMatch(/^0 dist\//);
    expect(await synth()).toBe(current);
  });
});
