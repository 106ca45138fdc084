import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { check } from "../../../lib/kubernetes/schema/check.ts";
import type { Definitions, Schema } from "../../../lib/kubernetes/schema/schema.ts";
import type { Tree } from "../../../lib/review/support/tree.ts";
import { marker } from "../../../scripts/review/markdown.ts";
import { claim, configMap, workload } from "./objects.ts";
import { shop } from "./shop.ts";

const script = fileURLToPath(new URL("../../../scripts/commands/diff.ts", import.meta.url));

interface SarifLog {
  readonly runs: readonly { readonly results: readonly object[] }[];
}

/** What the schema that OASIS published has against it. */
function sarifIssues(log: object): readonly string[] {
  const path = createRequire(import.meta.url).resolve(
    "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json",
  );
  const { definitions, ...schema } = JSON.parse(readFileSync(path, "utf8")) as Schema & {
    readonly definitions: Record<string, Schema>;
  };
  const named = Object.entries(definitions).map(([name, one]) => [`#/definitions/${name}`, one]);
  return check(schema, Object.fromEntries(named) as Definitions, log).map(
    ({ path: where, message }) => `${where} ${message}`,
  );
}

let directory = "";

function git(...args: readonly string[]): string {
  const who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"];
  return execFileSync("git", [...who, ...args], { cwd: directory, encoding: "utf8" }).trim();
}

/** The files of a tree, in the place of those that were there. */
function put({ ids, read }: Tree): void {
  for (const folder of ["dist", "imports"])
    rmSync(join(directory, folder), { recursive: true, force: true });
  for (const folder of ["dist", "imports/records", "imports/crds"])
    mkdirSync(join(directory, folder), { recursive: true });
  const paths = [...ids.keys()];
  for (const [i, text] of read(paths).entries()) {
    const path = join(directory, paths[i]!);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

function commit(tree: Tree): string {
  put(tree);
  git("add", "--all");
  git("commit", "--quiet", "--allow-empty", "--message", "state");
  return git("rev-parse", "HEAD");
}

function diff(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...process.execArgv, script, ...args],
    {
      cwd: directory,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    },
  );
  return { status, stdout, stderr };
}

const { before, after } = shop(
  [workload(), claim("photos")],
  [workload({ image: "ghcr.io/house/web:1.2.4" })],
);
const harmless = shop(
  [workload(), claim("photos")],
  [workload(), claim("photos"), configMap({ a: "b" })],
).after;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "diff-"));
  git("init", "--quiet", "--initial-branch=main");
  commit(before);
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("npm run diff", () => {
  it("compares the work tree with where it left the branch that Argo CD follows", () => {
    git("switch", "--quiet", "--create", "work");
    commit(after);
    put(harmless);
    const { status, stdout } = diff();
    expect(status).toBe(0);
    expect(stdout).toMatch(/^from [0-9a-f]{8}, where it left main to the work tree\n/);
    expect(stdout).toContain('+ home/shop: ConfigMap "settings" of shop\n');
    expect(stdout).not.toContain("photos");
  });

  it("compares two commits and checks nothing out", () => {
    const first = git("rev-parse", "HEAD");
    const second = commit(after);
    put(harmless);
    const { status, stdout } = diff(first, "--head", second);
    expect(status).toBe(0);
    expect(stdout).toContain('PersistentVolumeClaim "photos" leaves git');
    expect(git("status", "--porcelain")).not.toBe("");
  });

  it("exits 1 at the gate on what destroys data, and only there", () => {
    put(after);
    expect(diff("HEAD").status).toBe(0);
    expect(diff("HEAD", "--gate").status).toBe(1);
    expect(diff("HEAD", "--gate", "--format", "json").status).toBe(1);
    put(harmless);
    expect(diff("HEAD", "--gate").status).toBe(0);
  });

  it("passes the gate with an allowance", () => {
    const allow = [
      {
        to: "delete",
        kind: "PersistentVolumeClaim",
        namespace: "shop",
        name: "photos",
        reason: "copied",
      },
    ] as const;
    put(shop([], [workload()], { after: { allow } }).after);
    const { status, stdout } = diff("HEAD", "--gate");
    expect(status).toBe(0);
    expect(stdout).toContain("      allowed: copied\n");
  });

  it("says when synth was forgotten", () => {
    mkdirSync(join(directory, "clusters"));
    writeFileSync(join(directory, "clusters/index.ts"), "// one");
    git("add", "--all");
    git("commit", "--quiet", "--message", "data");
    expect(diff("HEAD").stderr).toBe("");
    writeFileSync(join(directory, "clusters/index.ts"), "// two");
    expect(diff("HEAD").stderr).toBe(
      'note: clusters/ differs from HEAD, and what is rendered does not; run "npm run synth" first\n',
    );
  });

  it("writes a note that is found again, with what matters first", () => {
    put(after);
    const { stdout } = diff("HEAD", "--format", "markdown");
    expect(stdout.split("\n")[0]).toBe(marker);
    expect(stdout.indexOf("photos")).toBeLessThan(stdout.indexOf("<details>"));
    expect(stdout).toMatchSnapshot();
  });

  it("keeps a note below its limit, and says what it leaves out", () => {
    const many = Array.from({ length: 300 }, (_, i) => workload({ name: `web-${i}` }));
    const other = Array.from({ length: 300 }, (_, i) =>
      workload({ name: `web-${i}`, image: `ghcr.io/house/web:2.0.${i}` }),
    );
    const pair = shop(many, other);
    const first = commit(pair.before);
    put(pair.after);
    const { stdout } = diff(first, "--format", "markdown");
    expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(65_000);
    expect(stdout).toMatch(/_\d+ more do not fit here: `npm run diff` shows them\._/);
    expect(stdout.match(/<details>/g)?.length).toBe(stdout.match(/<\/details>/g)?.length);
    const { length } = diff(first, "--format", "markdown", "--limit", "1000000").stdout;
    expect(length).toBeGreaterThan(65_000);
  });

  it("writes the report of Code Quality that GitLab reads", () => {
    put(after);
    const issues = JSON.parse(diff("HEAD", "--format", "codequality").stdout) as Record<
      string,
      unknown
    >[];
    expect(issues[0]).toMatchObject({
      check_name: "volume-left",
      severity: "blocker",
      location: {
        path: "dist/home/apps/shop/PersistentVolumeClaim-photos.yaml",
        lines: { begin: 1 },
      },
    });
    const fingerprints = issues.map(({ fingerprint }) => fingerprint);
    expect(new Set(fingerprints).size).toBe(issues.length);
  });

  it("writes SARIF as its schema has it, with the reason of what is allowed", () => {
    const allow = [
      {
        to: "delete",
        kind: "PersistentVolumeClaim",
        namespace: "shop",
        name: "photos",
        reason: "copied",
      },
    ] as const;
    put(shop([], [workload({ image: "ghcr.io/house/web:1.2.4" })], { after: { allow } }).after);
    const log = JSON.parse(diff("HEAD", "--format", "sarif").stdout) as SarifLog;
    expect(sarifIssues(log)).toEqual([]);
    expect(log.runs[0]!.results[0]).toMatchObject({
      ruleId: "volume-left",
      level: "error",
      suppressions: [{ kind: "external", justification: "copied" }],
    });
    expect(sarifIssues({ ...log, runs: [{ results: [{ level: "bad" }] }] })).not.toEqual([]);
  });

  it.each([
    [["nothing-of-that-name"], 'diff: "nothing-of-that-name" is no commit of this clone; '],
    [["HEAD", "--head", "--all"], "Option '--head' argument is ambiguous"],
    [["HEAD..main"], "for what lies between two say npm run diff -- HEAD --head main"],
    [["a", "b"], "name one commit to compare with"],
    [["--format", "html"], '"html" is none of text, markdown, json, codequality, sarif'],
    [["--limit", "few"], '"few" is no whole number from 2000 on'],
  ])("says what is wrong with %j", (args, says) => {
    const { status, stderr } = diff(...args);
    expect(status).toBe(1);
    expect(stderr).toContain(says);
  });
});
