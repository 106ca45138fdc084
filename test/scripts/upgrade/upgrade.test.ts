import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changedSinceRelease } from "../../../scripts/check/release.ts";
import type { Repository } from "./fixture.ts";
import { lockEntry } from "./lock-entry.ts";
import { componentFile, fleetFiles, fork, temporary } from "./fixture.ts";
import { madeUpReleases } from "./releases.ts";

let upstream: Repository;

beforeAll(() => {
  upstream = madeUpReleases();
}, 120_000);

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

const has = ({ directory }: Repository, path: string): boolean => existsSync(join(directory, path));

/** A fleet in the place of the shipped one, with a component of its own. */
function settle(made: Repository, imports: string, components: string): void {
  made.write({
    clusters: undefined,
    dist: undefined,
  });
  made.write({
    "clusters/components/sugar.ts": componentFile("sugar", "cubes"),
    ...fleetFiles(
      "attic",
      `import { ${imports} } from "../charts/index.ts";\nimport { sugar } from "./components/sugar.ts";\n`,
      `    sugar({ cubes: "two" }),\n${components}`,
    ),
  });
  for (const command of ["synth", "catalogue"]) {
    const { status, stderr } = made.run(command);
    expect(status, stderr).toBe(0);
  }
}

/** Everything of the fleet's is as it was, and what is made of it is current. */
function expectGreen(made: Repository, version: string): void {
  expect(made.git("status", "--porcelain")).toBe("");
  expect(made.git("log", "--format=%s", "-1")).toBe(`build(strata): v${version}`);
  expect(made.git("rev-parse", "HEAD^2")).toBe(upstream.git("rev-parse", `v${version}^{commit}`));
  expect(made.run("synth", "--check")).toMatchObject({ status: 0, stdout: "dist/ is current\n" });
  expect(made.run("charts", "check")).toMatchObject({ status: 0 });
  expect(made.run("catalogue", "--check")).toMatchObject({ status: 0 });
  // The example fleet of the release is nowhere.
  const listed = made.git("ls-files", "clusters", "dist", "imports/records");
  expect(listed).toContain("clusters/attic.ts\n");
  expect(listed).not.toMatch(/example|garden/);
}

const teapots = '    teapot({ cups: "one" }),\n    kettle({}),\n';

describe("a fork that is two releases behind", () => {
  let made: Repository;
  const upgrade = (...args: string[]) => made.run("upgrade", "--from", upstream.directory, ...args);

  it("says what a release brings, and changes nothing", () => {
    made = fork("old", upstream, "v0.1.0");
    settle(made, "kettle, teapot", teapots);
    // As nobody should: in the files that Strata ships.
    made.write({
      "charts/apps/spoon.ts": componentFile("spoon", "metal"),
      "charts/index.ts": `${made.text("charts/index.ts")}export { spoon } from "./apps/spoon.ts";\n`,
      "charts.lock.yaml": made.text("charts.lock.yaml") + lockEntry("milk", "3.0.0"),
      "docs/publish.md": undefined,
      // Of a Kubernetes that no release has.
      "imports/kubernetes/1.30.json": made.text("imports/kubernetes/1.36.json"),
    });
    made.run("charts", "pull", "milk");
    made.commit("feat: a fleet");
    const { status, stdout } = upgrade("--dry-run");
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^Strata 0.1.0 -> 0.3.0\n0.3.0:\n {2}- a cup\n[^]*\n0.2.0:\n {2}- a saucer\n$/,
    );
    expect(made.git("status", "--porcelain")).toBe("");
  });

  it("ends with what to rename and where, and its own entries are in its own lock", () => {
    const { status, stdout, stderr } = upgrade();
    expect(stdout).toContain(
      "settled:\n  milk: its entry stands in clusters/charts.lock.yaml now\n  docs/publish.md: stays out, as this fleet took it out; the release has changed it\n",
    );
    // What synth says of it, and then what the changelog knows.
    const [problem, ...rest] = stderr.split("\n");
    expect(problem).toMatch(/^clusters\/attic\.ts:1: .*teapot/);
    expect(rest).toEqual([
      "1 problem in 1 place; dist/ is unchanged",
      "clusters/attic.ts:1: since v0.3.0, `teapot` is now `pot`",
      "clusters/attic.ts:36: since v0.3.0, `teapot` is now `pot`",
      "2 hints of CHANGELOG.md",
      "Strata v0.3.0 is merged and not committed; correct what synth says, in clusters/ or where it is, then run npm run upgrade again",
      "the way back: npm run upgrade -- --abort, or git reset --hard before-upgrade/v0.3.0",
      "",
    ]);
    expect(status).toBe(1);
    expect(upgrade("--to", "0.2.0").stderr).toContain("an upgrade to v0.3.0 is under way");
  });

  it("is committed by the same command once that is done", () => {
    for (const word of ["teapot }", "teapot("])
      made.edit("clusters/attic.ts", word, word.replace("teapot", "pot"));
    const { status, stdout, stderr } = upgrade();
    expect(status, stderr).toBe(0);
    expect(stdout).toContain("charts:\n  brew 1.0.0 -> 1.2.0\n");
    expect(stdout).toMatch(/dist\/:\n.* {2}attic\/kettle +0 added {2}2 changed {2}0 removed\n/s);
    expectGreen(made, "0.3.0");
    expect(made.text("charts/index.ts")).toMatch(
      /cup.ts";\nexport \{ spoon \} from ".\/apps\/spoon.ts";\n$/,
    );
    expect(made.text("charts.lock.yaml")).toBe(upstream.text("charts.lock.yaml"));
    expect(made.text("imports/charts.json")).toMatch(
      /"brew": \{[^}]*"1.2.0"[^]*"milk": \{[^}]*"3.0.0"/,
    );
    expect(made.text("imports/values/milk.ts")).toContain("made");
    expect(has(made, "imports/kubernetes/1.30.json")).toBe(true);
    expect(upgrade()).toMatchObject({
      status: 0,
      stdout: `this fleet has Strata v0.3.0, as ${upstream.directory} does\n`,
    });
  });

  it("is as before by the way back that was printed", () => {
    made.git("reset", "--quiet", "--keep", "before-upgrade/v0.3.0");
    expect(made.git("log", "--format=%s", "-1")).toBe("feat: a fleet");
    expect(made.run("synth", "--check").status).toBe(0);
  });
});

describe("a fork that has changed a shipped component", () => {
  let made: Repository;
  const upgrade = (...args: string[]) => made.run("upgrade", ...args);
  const conflict =
    /^charts\/apps\/kettle.ts:(\d+)-(\d+): this fleet and v0.3.0 have changed the same lines; write what is to stand there, without the marks\n/m;

  it("is told the lines, and keeps everything else of its own", () => {
    made = fork("edited", upstream, "v0.2.0");
    made.git("remote", "rename", "origin", "upstream");
    settle(made, "kettle", '    kettle({ heat: "low" }),\n');
    made.write({
      "clusters/charts.lock.yaml": `# Ours.\n${lockEntry("milk", "3.0.0")}`,
      "README.md": "# Attic\n",
      "package.json": made
        .text("package.json")
        .replace('"strata"', '"attic"')
        .replace('"render":', '"ours": "true",\n    "render":'),
    });
    expect(made.run("charts", "pull", "milk").status).toBe(0);
    expect(made.run("charts", "update", "brew", "--to", "1.1.5").stdout).toContain(
      "clusters/charts.lock.yaml and imports/ are written",
    );
    made.edit("charts/apps/kettle.ts", "data: { words: heat }", "data: { words: `${heat}!` }");
    for (const name of ["saucer", "ladle", "teapot"])
      made.edit(`charts/apps/${name}.ts`, "What it says.", "Ours.");
    made.run("synth");
    made.run("catalogue");
    made.commit("feat: a fleet");
    const { status, stdout, stderr } = upgrade();
    expect(stdout).toContain(
      "settled:\n  brew: the release has overtaken 1.1.5 with 1.2.0\n  README.md: stays this fleet's, where the release has changed the same lines\n",
    );
    expect(stderr).toMatch(conflict);
    expect(stderr).toContain(
      "charts/apps/ladle.ts: is changed here and gone in v0.3.0; keep it with git add charts/apps/ladle.ts, or let it go with git rm charts/apps/ladle.ts\n",
    );
    expect(stderr).toContain("decide 2 places, then run npm run upgrade again");
    expect(status).toBe(1);
    expect(upgrade().stderr).toMatch(conflict);
    const [, first = 0] = conflict.exec(stderr) ?? [];
    expect(made.text("charts/apps/kettle.ts").split("\n")[Number(first) - 1]).toMatch(/^<{7}/);
  });

  it("goes back with all that was there, and keeps what was undone", () => {
    made.write({ "notes.txt": "of the user\n" });
    const { status, stdout } = upgrade("--abort");
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: "as before the upgrade; what was undone is kept in refs/strata/undone/v0.3.0\n",
    });
    expect(made.git("status", "--porcelain")).toBe("?? notes.txt");
    expect(made.git("log", "--format=%s", "-1")).toBe("feat: a fleet");
    expect(made.git("show", "refs/strata/undone/v0.3.0:charts/apps/kettle.ts")).toContain(
      "<<<<<<<",
    );
    expect(upgrade("--abort").stderr).toContain("no upgrade is under way");
    expect(upgrade().stderr).toContain("notes.txt: not committed");
    made.write({ "notes.txt": undefined });
  });

  it("begins anew where it was cut off while git merged", () => {
    upgrade();
    const path = made.git("rev-parse", "--git-path", "strata-upgrade.json");
    const { conflicts: _, ...cut } = JSON.parse(made.text(path)) as { conflicts: string[] };
    made.write({ [path]: JSON.stringify(cut), "charts/apps/cup.ts": "half" });
    const { stdout, stderr } = upgrade();
    expect(stderr).toMatch(
      /^an upgrade was cut off while git merged; it begins anew \(what was there: refs\/strata\/undone\/v0.3.0\)\n/,
    );
    expect(stderr).toMatch(conflict);
    expect(stdout).toContain("Strata 0.2.0 -> 0.3.0");
  });

  it("ends green when the lines are decided", () => {
    const path = "charts/apps/kettle.ts";
    made.write({
      [path]: made
        .text(path)
        .replace(/^<{7}[^]*>{7}.*\n/m, '      data: { words: `${heat}!`, unit: "K" },\n'),
    });
    expect(upgrade().stderr).toMatch(/^charts\/apps\/ladle.ts: is changed here/);
    made.git("rm", "--quiet", "charts/apps/ladle.ts");
    const { status, stderr } = upgrade();
    expect(status, stderr).toBe(0);
    expectGreen(made, "0.3.0");
    // Follows the file to its new name.
    expect(made.text("charts/apps/pot.ts")).toContain("/** Ours. @default");
    expect(made.text("clusters/charts.lock.yaml")).toMatch(/^# Ours.\n- name: milk\n[^-]*$/);
    expect(made.text("README.md")).toBe("# Attic\n");
    expect(made.text("charts/apps/saucer.ts")).toContain("/** Ours. @default");
    expect(JSON.parse(made.text("package.json"))).toMatchObject({
      name: "attic",
      version: "0.3.0",
      scripts: { ours: "true" },
    });
    expect(made.text("dist/attic/apps/kettle/ConfigMap-kettle.yaml")).toMatch(/unit: K\n.*low!/);
  });
});

describe("a copy without history", () => {
  let made: Repository;
  const upgrade = (...args: string[]) => made.run("upgrade", "--from", upstream.directory, ...args);

  it("is merged from the release that its package.json names", () => {
    made = fork("copy", upstream, "v0.1.0", true);
    settle(made, "kettle, teapot", teapots);
    made.commit("feat: a fleet");
    const { status, stdout, stderr } = upgrade("--to", "v0.2.0");
    expect(status, stderr).toBe(0);
    expect(stdout).toContain("Strata 0.1.0 -> 0.2.0\n");
    expectGreen(made, "0.2.0");
    expect(has(made, "charts/apps/saucer.ts")).toBe(true);
    expect(changedSinceRelease(made.directory)).toEqual([]);
  });

  it("has the history from then on", () => {
    for (const word of ["teapot }", "teapot("])
      made.edit("clusters/attic.ts", word, word.replace("teapot", "pot"));
    made.commit("fix: a name that is to come");
    made.git("tag", "before-upgrade/v9");
    const { status, stdout, stderr } = upgrade();
    expect(status, stderr).toBe(0);
    expect(stdout).toContain("Strata 0.2.0 -> 0.3.0\n");
    expectGreen(made, "0.3.0");
  });

  it("is known by its first commit, where that is a commit of Strata as it was", () => {
    const twin = fork("twin", upstream, "v0.2.0~0", true);
    twin.commit("first");
    twin.edit("package.json", '"version": "0.2.0"', '"version": "7.0.0"');
    settle(twin, "kettle", "    kettle({}),\n");
    twin.commit("feat: a fleet");
    expect(twin.run("upgrade", "--from", upstream.directory, "--dry-run").stdout).toContain(
      "Strata 0.2.0 -> 0.3.0\n",
    );
  });

  it("is asked where nothing says what it was made of", () => {
    const lost = fork("lost", upstream, "v0.2.0", true);
    lost.edit("package.json", '"version": "0.2.0"', '"version": "7.0.0"');
    lost.commit("first");
    const { status, stderr } = lost.run("upgrade", "--from", upstream.directory);
    expect(status).toBe(1);
    expect(stderr).toContain(
      'package.json: version "7.0.0" is no release, and the history does not say what this copy was made of; say the nearest with --base, one of v0.1.0, v0.2.0, v0.3.0\n',
    );
    const based = lost.run("upgrade", "--from", upstream.directory, "--base", "0.1.0", "--dry-run");
    expect(based.stdout).toContain("Strata 0.1.0 -> 0.3.0\n");
  });
});

describe("what stands in the way is told before anything is changed", () => {
  it.each([
    [["--to", "v0.33.0"], '--to: "v0.33.0" is no release; did you mean "v0.3.0"?\n'],
    [["--from", "nowhere"], "nowhere: cannot be read: "],
  ])("with %s", (args, message) => {
    const made = fork(`refused-${args[1]}`, upstream, "v0.2.0");
    made.git("remote", "rename", "origin", "upstream");
    const { status, stdout, stderr } = made.run("upgrade", ...args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/\nnothing is changed\n$/);
  });

  it("without an upstream, on no branch, in a merge", () => {
    const made = fork("refused", upstream, "v0.2.0");
    const upgrade = () => made.run("upgrade").stderr;
    expect(upgrade()).toContain("upstream: no remote has this name; git remote add upstream URL");
    made.git("checkout", "--quiet", "--detach");
    expect(upgrade()).toContain("HEAD: is on no branch; check one out");
    made.write({
      [made.git("rev-parse", "--git-path", "MERGE_HEAD")]: made.git("rev-parse", "v0.1.0^{}"),
    });
    expect(upgrade()).toContain(
      "git: a merge is under way; finish it, or end it with git merge --abort",
    );
  });
});
