import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Ended } from "./publish-repository.ts";
import {
  commit,
  git,
  makeFleet,
  makeServer,
  project,
  publish,
  refsOf,
  run,
  serverLog,
  write,
  writeApplication,
} from "./publish-repository.ts";

let directory = "";
let fleet = "";
let pins: string[] = [];

beforeEach(() => {
  directory = makeServer();
  ({ fleet, pins } = makeFleet(directory));
  symlinkSync(join(project, "scripts"), join(fleet, "scripts"));
  writeFileSync(join(fleet, ".git/info/exclude"), "/scripts\n");
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const tags = (names: readonly string[]) => names.map((name) => `refs/tags/${name}`).sort();
const hook = () => join(fleet, ".git/hooks/pre-push");

function install(where = fleet): Ended {
  return run(where, process.execPath, [join(project, "scripts/hooks/install.mjs")]);
}

function push(...args: string[]): Ended {
  return run(fleet, "git", ["push", "--quiet", ...args]);
}

describe("the pre-push hook", () => {
  beforeEach(() => void install());

  it("publishes the pins before a plain push of the fleet's branch", () => {
    expect(push("origin", "main")).toEqual({
      status: 0,
      output: "strata: published 2 pins (0 were there)",
    });
    expect(serverLog(directory).filter((line) => line.startsWith("refs/"))).toEqual([
      ...tags(pins),
      "refs/heads/main",
    ]);
  });

  it("has nothing to do when the pins are there", () => {
    push("origin", "main");
    commit(fleet, "another");

    expect(push("origin", "main").output).toBe(
      "strata: nothing to publish: 2 pins on the remote already",
    );
    expect(refsOf(directory)).toEqual(["refs/heads/main", ...tags(pins)]);
  });

  it("looks at the commit that is pushed, not at the work tree", () => {
    const first = git(fleet, "rev-parse", "HEAD");
    writeApplication(fleet, "alpha", "second");
    commit(fleet, "second");
    writeApplication(fleet, "alpha", "third");

    expect(push("origin", `${first}:refs/heads/main`).status).toBe(0);
    expect(refsOf(directory)).toEqual(["refs/heads/main", ...tags(pins)]);
  });

  it("lets another branch, a tag and a deletion pass", () => {
    git(fleet, "tag", "v1");

    expect(push("origin", "main:feature", "v1")).toEqual({
      status: 0,
      output:
        "strata: nothing to publish for refs/heads/feature\nstrata: nothing to publish for refs/tags/v1",
    });
    expect(push("origin", ":feature")).toEqual({
      status: 0,
      output: "strata: nothing to publish for refs/heads/feature",
    });
    expect(refsOf(directory)).toEqual(["refs/tags/v1"]);
  });

  it("lets a branch whose name only begins like the fleet's pass", () => {
    expect(push("origin", "main:main-2").output).toBe(
      "strata: nothing to publish for refs/heads/main-2",
    );
  });

  it("lets another branch pass in a broken work tree", () => {
    write(fleet, "dist/edge/apps-layer/beta/ConfigMap-one.yaml", "edited\n");
    commit(fleet, "edit");

    expect(push("origin", "main:feature").status).toBe(0);
  });

  it("stops a push of the fleet's branch whose pins cannot be published, and says how to go on", () => {
    write(fleet, "dist/edge/apps-layer/beta/ConfigMap-one.yaml", "edited\n");
    commit(fleet, "edit");

    const { status, output } = push("origin", "main");

    expect(output).toContain("edge/beta: dist/edge/apps-layer/beta makes the pin");
    expect(output).toContain(
      "strata: refs/heads/main is not pushed; correct the above, or push it without its pins: git push --no-verify",
    );
    expect(status).toBe(1);
    expect(refsOf(directory)).toEqual([]);
    expect(push("--no-verify", "origin", "main").status).toBe(0);
  });

  it("lets the push go when there is no Node, and says so", () => {
    const bin = join(directory, "bin");
    mkdirSync(bin);
    for (const tool of ["git", "sh", "sed", "grep"])
      symlinkSync(run(fleet, "sh", ["-c", `command -v ${tool}`]).output, join(bin, tool));

    const { status, output } = run(fleet, "git", ["push", "--quiet", "origin", "main"], {
      PATH: bin,
    });

    expect(output).toBe(
      "strata: node is not on the PATH, the pins of refs/heads/main are not published; the CI job or " +
        '"npm run publish" does it',
    );
    expect(status).toBe(0);
    expect(refsOf(directory)).toEqual(["refs/heads/main"]);
  });

  it("is not asked again by npm run publish", () => {
    expect(publish(fleet).output).not.toContain("strata:");
  });

  it("works in a git worktree", () => {
    git(fleet, "switch", "--quiet", "--create", "elsewhere");
    git(fleet, "worktree", "add", "--quiet", join(directory, "tree"), "main");
    symlinkSync(join(project, "scripts"), join(directory, "tree/scripts"));

    expect(install(join(directory, "tree"))).toEqual({ status: 0, output: "" });
    expect(run(join(directory, "tree"), "git", ["push", "--quiet", "origin", "main"]).output).toBe(
      "strata: published 2 pins (0 were there)",
    );
  });

  it("says so in a work tree without Strata", () => {
    rmSync(join(fleet, "scripts"));

    expect(push("origin", "main")).toEqual({
      status: 0,
      output: "strata: nothing to publish, this work tree has no scripts/hooks/pre-push",
    });
  });
});

describe("hooks/install.mjs", () => {
  it("puts the hook in place, once", () => {
    expect(install()).toEqual({ status: 0, output: "" });
    const first = readFileSync(hook(), "utf8");
    expect(install()).toEqual({ status: 0, output: "" });
    expect(readFileSync(hook(), "utf8")).toBe(first);
  });

  it("brings an older one of its own up to date", () => {
    install();
    const current = readFileSync(hook(), "utf8");
    writeFileSync(hook(), current.replace("exec", "command"));

    install();

    expect(readFileSync(hook(), "utf8")).toBe(current);
  });

  it("leaves somebody else's hook alone and says how to call ours", () => {
    mkdirSync(join(fleet, ".git/hooks"), { recursive: true });
    writeFileSync(hook(), "#!/bin/sh\necho mine\n");

    expect(install()).toEqual({
      status: 0,
      output:
        "strata: .git/hooks/pre-push is not Strata's and stays as it is; for pins with every push, call in its " +
        'pre-push: sh scripts/hooks/pre-push "$@"',
    });
    expect(readFileSync(hook(), "utf8")).toBe("#!/bin/sh\necho mine\n");
  });

  it("is content with a hook that calls ours", () => {
    mkdirSync(join(fleet, ".git/hooks"), { recursive: true });
    writeFileSync(hook(), '#!/bin/sh\nsh scripts/hooks/pre-push "$@"\n');
    chmodSync(hook(), 0o755);

    expect(install()).toEqual({ status: 0, output: "" });
    expect(push("origin", "main").output).toBe("strata: published 2 pins (0 were there)");
  });

  it("leaves core.hooksPath alone", () => {
    git(fleet, "config", "core.hooksPath", "../mine");

    const { status, output } = install();

    expect(output).toContain("strata: core.hooksPath is ../mine and stays as it is; ");
    expect(status).toBe(0);
    expect(existsSync(join(directory, "mine"))).toBe(false);
  });

  it("is silent outside of a clone, and below somebody else's", () => {
    mkdirSync(join(fleet, "below"));

    expect(install(directory)).toEqual({ status: 0, output: "" });
    expect(install(join(fleet, "below"))).toEqual({ status: 0, output: "" });
    expect(existsSync(hook())).toBe(false);
  });

  it("does not fail the install when it cannot write", () => {
    rmSync(join(fleet, ".git/hooks"), { recursive: true, force: true });
    writeFileSync(join(fleet, ".git/hooks"), "");

    const { status, output } = install();

    expect(output).toMatch(
      /^strata: no pre-push hook: .*; "npm run publish" does its work by hand$/,
    );
    expect(status).toBe(0);
  });
});
