import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pinOf, pinTag, treeHash } from "../../lib/emit/pin.ts";
import { marker } from "../../lib/emit/yaml.ts";
import {
  addHook,
  clone,
  commit,
  git,
  makeFleet,
  makeServer,
  publish,
  refsOf,
  write,
  writeApplication,
} from "./publish-repository.ts";

let directory = "";
let fleet = "";
let pins: string[] = [];

beforeEach(() => {
  directory = makeServer();
  ({ fleet, pins } = makeFleet(directory));
  publish(fleet);
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const server = () => join(directory, "server.git");

/** Commits that leave dist/ as it is. */
function commitTimes(count: number): void {
  for (let i = 0; i < count; i++) commit(fleet, `commit ${i}`);
}

/** The pin of alpha's second content, which stands in 49 commits and HEAD; its first is 50 commits back. */
function replaceAlpha(): string {
  const pin = writeApplication(fleet, "alpha", "second");
  commitTimes(49);
  publish(fleet);
  return pin;
}

const tags = (names: readonly (string | undefined)[]) =>
  names.map((name) => `refs/tags/${name}`).sort();

describe("publish --prune", () => {
  it("keeps the pins of the last 50 commits", () => {
    const pin = replaceAlpha();

    expect(publish(fleet, ["--prune"]).output).toBe("nothing to prune: 3 pins in use");
    expect(refsOf(directory)).toEqual(["refs/heads/main", ...tags([...pins, pin])]);
  });

  it("keeps those of its own commits where the many of another history were merged", () => {
    const pin = writeApplication(fleet, "alpha", "second");
    commitTimes(1);
    git(fleet, "checkout", "--quiet", "--orphan", "release");
    git(fleet, "rm", "--quiet", "-r", "--force", ".");
    commitTimes(60);
    git(fleet, "checkout", "--quiet", "main");
    const merge = ["merge", "--quiet", "--strategy", "ours", "--allow-unrelated-histories"];
    git(fleet, ...merge, "--message", "a release", "release");
    publish(fleet);

    expect(publish(fleet, ["--prune"]).output).toBe("nothing to prune: 3 pins in use");
    expect(refsOf(directory)).toEqual(["refs/heads/main", ...tags([...pins, pin])]);
  });

  it("deletes the pins of older commits", () => {
    const pin = replaceAlpha();
    commitTimes(1);
    publish(fleet);

    expect(publish(fleet, ["--prune", "--dry-run"]).output).toBe(
      `would delete ${pins[0]}\nwould delete 1 pin, keep 2 pins in use`,
    );
    expect(refsOf(directory)).toHaveLength(4);
    expect(publish(fleet, ["--prune"])).toEqual({
      status: 0,
      output: "deleted 1 pin, kept 2 pins in use",
    });
    expect(refsOf(directory)).toEqual(["refs/heads/main", ...tags([pins[1], pin])]);
  });

  it("looks at the fleet's branch as the remote has it, and at HEAD", () => {
    const other = clone(directory, "other");
    const theirs = writeApplication(other, "alpha", "of somebody else");
    commit(other, "somebody else's");
    publish(other);
    git(fleet, "switch", "--quiet", "--create", "feature");
    const ours = writeApplication(fleet, "alpha", "ours");
    commit(fleet, "ours");
    publish(fleet);
    git(fleet, "push", "--quiet", "origin", "HEAD:refs/tags/pin/edge/gone/0123456789abcdef");

    expect(publish(fleet, ["--prune"]).output).toBe("deleted 1 pin, kept 4 pins in use");
    expect(refsOf(directory)).toEqual([
      "refs/heads/feature",
      "refs/heads/main",
      ...tags([...pins, theirs, ours]),
    ]);
  });

  it("keeps the tags that an older Strata named in commits of its own", () => {
    const before = "pin/edge/alpha/0123456789abcdef";
    const path = "dist/edge/apps/alpha.yaml";
    const now = readFileSync(join(fleet, path), "utf8");
    write(fleet, path, now.replace(/refs.tags.pin\S+/, before));
    commit(fleet, "of an older Strata");
    write(fleet, path, now);
    commit(fleet, "of this one");
    const other = "pin/edge/alpha/fedcba9876543210";
    git(
      fleet,
      "push",
      "--quiet",
      "origin",
      "main",
      ...[before, other].map((one) => `HEAD:refs/tags/${one}`),
    );

    expect(publish(fleet, ["--prune", "--dry-run"]).output).toBe(
      `would delete ${other}\nwould delete 1 pin, keep 3 pins in use`,
    );
  });

  it("keeps the pins of nothing, and those of charts", () => {
    const named = ["nothing", "chart"].map((name) => {
      const tree = treeHash([]);
      const pin = pinOf({ cluster: "edge", application: name, folder: "", tree });
      const tag = pinTag("edge", name, pin);
      const source = `    - repoURL: x\n      targetRevision: refs/tags/${tag}\n      ref: pin\n`;
      write(fleet, `dist/edge/apps/${name}.yaml`, `${marker}spec:\n  sources:\n${source}`);
      return tag;
    });
    commit(fleet, "charts");
    publish(fleet);

    expect(publish(fleet, ["--prune"]).output).toBe("nothing to prune: 4 pins in use");
    expect(refsOf(directory)).toEqual(["refs/heads/main", ...tags([...pins, ...named])]);
  });

  it("leaves other tags alone", () => {
    git(fleet, "push", "--quiet", "origin", "HEAD:refs/tags/v1", "HEAD:refs/tags/old/pin/a/b");

    expect(publish(fleet, ["--prune"]).output).toBe("nothing to prune: 2 pins in use");
  });

  it("refuses in a clone that is too shallow to tell", () => {
    commitTimes(60);
    publish(fleet);
    const shallow = clone(directory, "shallow", "--depth=3");

    expect(publish(shallow, ["--prune"])).toEqual({
      status: 1,
      output:
        "origin: this clone is shallow and has 3 of the last 50 commits of main; run " +
        '"git fetch --deepen=50 origin main" and prune again\nthe remote is unchanged',
    });
    git(shallow, "fetch", "--quiet", "--deepen=50", "origin", "main");
    expect(publish(shallow, ["--prune"]).status).toBe(0);
  });

  it("refuses when no root says which branch the fleet follows", () => {
    git(fleet, "rm", "--quiet", "dist/edge/root.yaml");
    commit(fleet, "without a root");

    expect(publish(fleet, ["--prune"])).toEqual({
      status: 1,
      output:
        'dist: no root.yaml of HEAD says which branch the fleet follows; run "npm run synth" and commit dist/\n' +
        "the remote is unchanged",
    });
  });

  it("takes a pin that somebody else deleted meanwhile for success", () => {
    git(fleet, "push", "--quiet", "origin", "HEAD:refs/tags/pin/a/b/0123456789abcdef");
    git(fleet, "push", "--quiet", "origin", "HEAD:refs/tags/pin/c/d/0123456789abcdef");
    addHook(server(), "pre-receive", "git update-ref -d refs/tags/pin/a/b/0123456789abcdef");

    expect(publish(fleet, ["--prune"]).status).toBe(0);
    expect(refsOf(directory)).toEqual(["refs/heads/main", ...tags(pins)]);
  });
});
