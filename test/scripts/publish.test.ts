import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { directoryTree } from "../../lib/emit/git-tree.ts";
import { pinOf, pinTag, treeHash } from "../../lib/emit/pin.ts";
import { marker } from "../../lib/emit/yaml.ts";
import {
  addHook,
  clone,
  commit,
  commitOf,
  git,
  makeFleet,
  makeServer,
  project,
  publish,
  publishing,
  refsOf,
  serverLog,
  write,
  writeApplication,
  writeRoot,
} from "./publish-repository.ts";

let directory = "";
let fleet = "";
let pins: string[] = [];

beforeEach(() => {
  directory = makeServer();
  ({ fleet, pins } = makeFleet(directory));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const tags = (names: readonly string[]) => names.map((name) => `refs/tags/${name}`).sort();
const server = () => join(directory, "server.git");

describe("publish", () => {
  it("pushes the pins first, without pipelines, and then the branch", () => {
    const { status, output } = publish(fleet);

    expect(output).toContain("published 2 pins (0 were there), pushed main");
    expect(status).toBe(0);
    expect(serverLog(directory)).toEqual([
      "options 1 ci.no_pipeline",
      ...tags(pins),
      "options 0 ",
      "refs/heads/main",
    ]);
    expect(git(server(), "rev-parse", ...tags(pins))).toBe(pins.map(commitOf).join("\n"));
    expect(git(fleet, "tag")).toBe("");
  });

  it("does nothing the second time", () => {
    publish(fleet);
    const before = serverLog(directory);

    expect(publish(fleet)).toEqual({
      status: 0,
      output: "nothing to publish: 2 pins and main on the remote already",
    });
    expect(serverLog(directory)).toEqual(before);
  });

  it("pushes only what is missing", () => {
    publish(fleet);
    const pin = writeApplication(fleet, "alpha", "second");
    commit(fleet, "second");

    expect(publish(fleet).output).toContain("published 1 pin (1 was there), pushed main");
    expect(refsOf(directory)).toEqual(["refs/heads/main", ...tags([...pins, pin])]);
  });

  it("pins a chart that is a directory of the repository", () => {
    const folder = "manifests/charts/my shop";
    const chart = (text: string): string => {
      write(fleet, `${folder}/Chart.yaml`, text);
      write(fleet, `${folder}/templates/run.sh`, "#!/bin/sh\n");
      chmodSync(join(fleet, folder, "templates/run.sh"), 0o755);
      const tree = directoryTree(join(fleet, folder));
      return pinOf({ cluster: "edge", application: "shop", folder, tree });
    };
    const pin = chart("name: shop\n");
    const name = `refs/tags/${pinTag("edge", "shop", pin)}`;
    const source = `    - repoURL: https://git.example/fleet.git\n      targetRevision: ${name}\n      ref: chart-pin\n    - repoURL: https://git.example/fleet.git\n      path: ${folder}\n      targetRevision: ${pin}\n      helm:\n        releaseName: shop\n`;
    write(fleet, "dist/edge/apps/shop.yaml", `${marker}spec:\n  sources:\n${source}`);
    commit(fleet, "a chart");
    expect(publish(fleet).output).toContain("published 3 pins (0 were there), pushed main");
    expect(refsOf(directory)).toContain(`refs/tags/${pinTag("edge", "shop", pin)}`);
    expect(git(server(), "ls-tree", "--name-only", `${pin}:${folder}`)).toBe(
      "Chart.yaml\ntemplates",
    );

    const now = chart("name: shop\n# changed\n");
    const changed = commit(fleet, "without synth").slice(0, 8);
    const todo = `commit what stands there, take out what git ignores, then run "npm run synth" and commit dist/`;
    expect(publish(fleet)).toEqual({
      status: 1,
      output: `edge/shop: ${folder} makes the pin ${now.slice(0, 8)} in commit ${changed}, its Application names ${pin.slice(0, 8)}; ${todo}\nthe remote is unchanged`,
    });
  });

  it("pins nothing for an Application that takes nothing, and nothing else by that name", () => {
    const nothing = { cluster: "edge", application: "chart", folder: "", tree: treeHash([]) };
    const pin = pinTag("edge", "chart", pinOf(nothing));
    const named = (tag: string): void => {
      const ref = `    - repoURL: https://git.example/fleet.git\n      targetRevision: refs/tags/${tag}\n      ref: pin\n`;
      write(fleet, "dist/edge/apps/chart.yaml", `${marker}spec:\n  sources:\n${ref}`);
      commit(fleet, tag);
    };
    named(pin);
    expect(publish(fleet).output).toContain("published 3 pins (0 were there), pushed main");
    expect(git(server(), "ls-tree", "-r", pin)).toBe("");

    named(pinTag("edge", "chart", commitOf(pins[0])));
    expect(publish(fleet)).toEqual({
      status: 1,
      output:
        'edge/chart: names a pin that synth did not write; run "npm run synth" and commit dist/\nthe remote is unchanged',
    });
  });

  it("works from two clones at once", async () => {
    const other = clone(directory, "other");
    git(other, "pull", "--quiet", fleet, "main");
    for (let i = 0; i < 40; i++)
      for (const each of [fleet, other]) writeApplication(each, `app-${i}`, "same");
    for (const [i, each] of [fleet, other].entries()) {
      git(each, "switch", "--quiet", "--create", `branch-${i}`);
      commit(each, `of ${i}`);
    }

    const ended = await Promise.all([publishing(fleet), publishing(other)]);

    expect(ended.map(({ output }) => output)).toEqual([
      expect.stringContaining("pushed branch-0"),
      expect.stringContaining("pushed branch-1"),
    ]);
    expect(ended.map(({ status }) => status)).toEqual([0, 0]);
    expect(refsOf(directory)).toHaveLength(2 + 42);
  });

  it("takes a pin that appeared meanwhile for success", () => {
    // Somebody else's push of the same pin is done while the server handles this one.
    addHook(server(), "update", 'case $1 in *alpha*) git update-ref "$1" "$3";; esac');

    expect(publish(fleet)).toMatchObject({ status: 0 });
    expect(refsOf(directory)).toEqual(["refs/heads/main", ...tags(pins)]);
  });

  it("finds its pins there after a squash merge", () => {
    publish(fleet);
    git(fleet, "switch", "--quiet", "--create", "feature");
    const pin = writeApplication(fleet, "alpha", "second");
    commit(fleet, "second");
    commit(fleet, "third");
    publish(fleet);
    git(fleet, "switch", "--quiet", "main");
    git(fleet, "merge", "--quiet", "--squash", "feature");
    commit(fleet, "squashed");

    expect(publish(fleet).output).toContain("published 0 pins (2 were there), pushed main");
    expect(git(server(), "rev-parse", `refs/tags/${pin}`)).toBe(commitOf(pin));
  });

  it("finds its pins there after a rebase", () => {
    publish(fleet);
    git(fleet, "switch", "--quiet", "--create", "feature");
    writeApplication(fleet, "alpha", "second");
    commit(fleet, "second");
    publish(fleet);
    git(fleet, "switch", "--quiet", "main");
    writeApplication(fleet, "gamma", "first");
    commit(fleet, "meanwhile");
    publish(fleet);
    git(fleet, "switch", "--quiet", "feature");
    git(fleet, "rebase", "--quiet", "main");
    git(fleet, "switch", "--quiet", "main");
    git(fleet, "merge", "--quiet", "--ff-only", "feature");

    expect(publish(fleet).output).toContain("published 0 pins (3 were there), pushed main");
  });

  it("says that nobody syncs the branch that it publishes", () => {
    git(fleet, "switch", "--quiet", "--create", "feature");

    const { status, output } = publish(fleet);

    expect(output).toContain(
      "note: Argo CD syncs main: what is published on feature waits until it is merged there\n",
    );
    expect(status).toBe(0);
  });

  it("knows a branch that an environment follows", () => {
    git(fleet, "switch", "--quiet", "--create", "next");
    writeApplication(fleet, "alpha", "first");
    const source = `${marker}spec:\n  source:\n    targetRevision: refs/heads/next\n`;
    write(fleet, "dist/edge/apps/staged.yaml", source);
    commit(fleet, "an environment");

    expect(publish(fleet).output).not.toContain("note: Argo CD syncs");
  });

  it.each([
    ["https://git.example/fleet.git", "git@git.example:fleet.git", false],
    ["https://git.example/fleet.git", "ssh://git@10.0.0.4:2222/fleet", false],
    ["https://git.example/house/fleet.git", "https://me:secret@git.example/strata/strata", true],
  ])(
    "holds the repository that Argo CD reads, %s, against the remote %s",
    (read, remote, isTold) => {
      writeRoot(fleet, "main", read);
      commit(fleet, "another repository");
      git(fleet, "remote", "set-url", "--push", "origin", remote);

      const { output } = publish(fleet, ["--dry-run"]);

      const told = `note: origin is ${remote.replace("me:secret@", "")}, and Argo CD reads ${read}: unless one mirrors the other, correct repository.url in clusters/, or name the right remote with --remote`;
      expect(output.includes(told)).toBe(isTold);
      expect(output).not.toContain("secret");
      expect(output.includes("note: ")).toBe(isTold);
    },
  );

  it("does not move a pin", () => {
    publish(fleet);
    const before = git(server(), "rev-parse", ...tags(pins));
    commit(fleet, "another commit with the same content");

    expect(publish(fleet).status).toBe(0);
    expect(git(server(), "rev-parse", ...tags(pins))).toBe(before);
  });

  it("tells of a pin that somebody made of other content, and puts it right", () => {
    const wrong = git(fleet, "rev-parse", "HEAD");
    git(fleet, "push", "--quiet", "origin", `${wrong}:refs/tags/${pins[0]}`);
    const told = `warning: origin has refs/tags/${pins[0]} on ${wrong.slice(0, 8)}, which is not that pin: somebody moved or made it. Argo CD follows no tag, so nothing of it is deployed; publishing puts it right`;

    expect(publish(fleet, ["--dry-run"]).output).toContain("would publish 2 pins of 2");
    const { status, output } = publish(fleet);

    expect(output).toContain(told);
    expect(output).toContain("published 2 pins (0 were there), pushed main");
    expect(status).toBe(0);
    expect(git(server(), "rev-parse", `refs/tags/${pins[0]}`)).toBe(commitOf(pins[0]));
    expect(publish(fleet).output).toBe("nothing to publish: 2 pins and main on the remote already");
  });

  it("tells of a moved pin in the clone of one commit that a job has", () => {
    publish(fleet);
    const other = clone(directory, "other");
    git(other, "switch", "--quiet", "--orphan", "elsewhere");
    const wrong = commit(other, "of their own");
    git(other, "push", "--quiet", "--force", "origin", `HEAD:refs/tags/${pins[1]}`);
    const shallow = clone(directory, "shallow", "--depth=1", "--no-tags");

    const { status, output } = publish(shallow, ["--pins", "HEAD"]);

    expect(output).toContain(`has refs/tags/${pins[1]} on ${wrong.slice(0, 8)}, which is not that`);
    expect(output).toContain("strata: published 1 pin (1 was there)");
    expect(status).toBe(0);
    expect(git(server(), "rev-parse", `refs/tags/${pins[1]}`)).toBe(commitOf(pins[1]));
  });

  it("tells of pins of other commits that were moved, and of branches and tags that look like pins", () => {
    const one = commitOf(pins[0]);
    const old = `refs/tags/pin/edge/alpha/${"1".repeat(40)}`;
    const refs = [
      `refs/heads/${pins[0]}`,
      old,
      `refs/tags/${one}`,
      "refs/tags/main",
      "refs/tags/v1",
    ];
    git(fleet, "push", "--quiet", "origin", ...refs.map((ref) => `HEAD:${ref}`));

    const { status, output } = publish(fleet);

    expect(output.split("\n").filter((line) => line.startsWith("warning: "))).toEqual([
      `warning: origin has ${refs[0]}, which looks like a pin and is none. Argo CD does not follow it; delete it: git push --no-verify origin :${refs[0]}`,
      `warning: origin has refs/tags/${one}, which looks like a pin and is none. Argo CD does not follow it; delete it: git push --no-verify origin :refs/tags/${one}`,
      expect.stringMatching(
        `origin has ${old} on ........, which is not that pin: .*; delete it: git push --no-verify origin :${old}`,
      ),
    ]);
    expect(status).toBe(0);
  });

  it.each([
    ["in the place of all of them", () => "pin"],
    ["in the place of a cluster's", () => "pin/edge"],
    ["in the place of an Application's", () => "pin/edge/alpha"],
    ["behind one", () => `${pins[0]}/x`],
  ])("says which tag leaves no room for its own: %s", (_, name) => {
    const ref = `refs/tags/${name()}`;
    git(fleet, "push", "--quiet", "origin", `HEAD:${ref}`);

    const { status, output } = publish(fleet);

    expect(output).toMatch(
      new RegExp(
        `^origin: has ${ref}, which is no pin and leaves no room for refs/tags/pin/edge/\\w+/\\w{40}; delete it and publish again: git push --no-verify origin :${ref}\nthe remote is unchanged$`,
      ),
    );
    expect(status).toBe(1);
    git(fleet, "push", "--quiet", "--no-verify", "origin", `:${ref}`);
    expect(publish(fleet).status).toBe(0);
  });

  it("puts back a pin that somebody deleted", () => {
    publish(fleet);
    git(fleet, "push", "--quiet", "origin", `:refs/tags/${pins[0]}`);

    expect(publish(fleet).output).toContain("published 1 pin (1 was there)");
    expect(refsOf(directory)).toEqual(["refs/heads/main", ...tags(pins)]);
  });

  it("refuses object ids that Argo CD does not know", () => {
    const other = join(directory, "sha256");
    git(directory, "init", "--quiet", "--object-format=sha256", "--initial-branch=main", other);
    writeRoot(other, "main");
    writeApplication(other, "alpha", "first");
    commit(other, "first");

    expect(publish(other)).toEqual({
      status: 1,
      output:
        'git: this repository has object ids of sha256, which Argo CD does not read; make one with "git init --object-format=sha1"\nthe remote is unchanged',
    });
  });

  it("refuses a file of dist/ that was edited by hand", () => {
    write(fleet, "dist/edge/apps-layer/beta/ConfigMap-one.yaml", "edited\n");
    const head = commit(fleet, "edit");
    const tree = git(fleet, "rev-parse", "HEAD:dist/edge/apps-layer/beta");

    const made = pinOf({
      cluster: "edge",
      application: "beta",
      folder: "dist/edge/apps-layer/beta",
      tree,
    });
    expect(publish(fleet)).toEqual({
      status: 1,
      output:
        `edge/beta: dist/edge/apps-layer/beta makes the pin ${made.slice(0, 8)} in commit ${head.slice(0, 8)}, its ` +
        `Application names ${commitOf(pins[1]).slice(0, 8)}; a file there was edited by hand, not committed, or is not Strata's: take it out, run ` +
        '"npm run synth" and commit dist/\nthe remote is unchanged',
    });
    expect(refsOf(directory)).toEqual([]);
  });

  it.each([
    "pin/edge/beta/latest",
    "pin/edge/beta/0123456789abcdef",
    '"0123456789012345678901234567890123456789" # mine',
  ])("refuses a pin that synth did not write: %s", (revision) => {
    const path = join(fleet, "dist/edge/apps/beta.yaml");
    writeFileSync(path, readFileSync(path, "utf8").replace(/"[0-9a-f]{40}"/, revision));
    commit(fleet, "edit");

    expect(publish(fleet)).toEqual({
      status: 1,
      output:
        'edge/beta: dist/edge/apps/beta.yaml has a pin that synth did not write; run "npm run synth" and commit ' +
        "dist/\nthe remote is unchanged",
    });
  });

  it("refuses while dist/ is not committed", () => {
    writeApplication(fleet, "alpha", "second");
    writeApplication(fleet, "gamma", "first");

    const { status, output } = publish(fleet);

    expect(output).toMatchInlineSnapshot(`
      "dist: 6 files not committed (M dist/edge/apps-layer/alpha/ConfigMap-one.yaml, M dist/edge/apps-layer/alpha/ConfigMap-two.yaml, M dist/edge/apps/alpha.yaml, ?? dist/edge/apps-layer/gamma/ConfigMap-one.yaml, ?? dist/edge/apps-layer/gamma/ConfigMap-two.yaml, and 1 more); commit dist/ and publish again
      the remote is unchanged"
    `);
    expect(status).toBe(1);
    expect(refsOf(directory)).toEqual([]);
  });

  it("refuses while dist/ is not what clusters/ says", () => {
    const entry = JSON.stringify(join(project, "test/fleets/lone/index.ts"));
    write(fleet, "clusters/index.ts", `export { fleet } from ${entry};\n`);
    commit(fleet, "another fleet");

    for (const args of [[], ["--pins", "HEAD"]]) {
      const { status, output } = publish(fleet, args);

      expect(output).toMatch(
        /^dist: stale in \d+ files \(.+\); run "npm run synth", commit dist\/ and publish again\nthe remote is unchanged$/,
      );
      expect(status).toBe(1);
    }
    expect(refsOf(directory)).toEqual([]);
    write(fleet, "clusters/index.ts", "half an idea");
    expect(publish(fleet, ["--pins", "HEAD"]).status).toBe(0);
  });

  it("pushes nothing in a dry run", () => {
    expect(publish(fleet, ["--dry-run"])).toEqual({
      status: 0,
      output: [
        `would push ${pins[0]} for dist/edge/apps-layer/alpha`,
        `would push ${pins[1]} for dist/edge/apps-layer/beta`,
        "would push main",
        "would publish 2 pins of 2",
      ].join("\n"),
    });
    expect(refsOf(directory)).toEqual([]);
  });

  it("goes without push options where the server has none", () => {
    git(server(), "config", "receive.advertisePushOptions", "false");

    expect(publish(fleet).output).toContain("published 2 pins (0 were there), pushed main");
  });

  it("pushes nothing with the pins that the user's configuration adds to a push", () => {
    git(server(), "config", "receive.advertisePushOptions", "false");
    git(fleet, "config", "push.pushOption", "merge_request.create");
    git(fleet, "config", "push.followTags", "true");
    git(fleet, "tag", "--annotate", "--message=release", "v1");

    expect(publish(fleet, ["--pins", "HEAD"]).status).toBe(0);
    expect(refsOf(directory)).toEqual(tags(pins));
  });

  it("says why the server refuses a pin, and does not push the branch", () => {
    addHook(server(), "update", 'case $1 in *beta*) echo "pins are protected"; exit 1;; esac');

    const { status, output } = publish(fleet);

    expect(output).toBe(
      `origin: refuses refs/tags/${pins[1]}: [remote rejected] (hook declined), remote: pins are protected, ` +
        `remote: error: hook declined to update refs/tags/${pins[1]}; correct that and try again\n` +
        "what was done before that stays and does no harm",
    );
    expect(status).toBe(1);
    expect(refsOf(directory)).toEqual(tags([pins[0]!]));
  });

  it("says so when the branch has moved on", () => {
    const other = clone(directory, "other");
    commit(other, "faster");
    git(other, "push", "--quiet", "origin", "HEAD:main");

    const { status, output } = publish(fleet);

    expect(output).toContain("origin: does not take main, git says above why; when it has commits");
    expect(status).toBe(1);
    expect(refsOf(directory)).toEqual(["refs/heads/main", ...tags(pins)]);
  });

  it.each([
    ["that is not there", "file:///nowhere/server.git"],
    ["that is down", "http://somebody:secret@127.0.0.1:9/server.git"],
  ])("names a remote %s", (_, url) => {
    git(fleet, "remote", "set-url", "origin", url);

    const { status, output } = publish(fleet);

    expect(output).toMatch(
      /^origin: cannot be read: .+; check its address, the network and your access, and try again\nthe remote is unchanged$/m,
    );
    expect(output).not.toContain("secret");
    expect(status).toBe(1);
  });

  it("publishes from a shallow clone", () => {
    git(fleet, "push", "--quiet", "origin", "main");
    const shallow = clone(directory, "shallow", "--depth=1");

    expect(publish(shallow, ["--pins", "HEAD"])).toEqual({
      status: 0,
      output: "strata: published 2 pins (0 were there)",
    });
  });

  it.each([
    ["no branch", ["checkout", "--detach"], [], "HEAD: on no branch; "],
    ["an unknown commit", ["status"], ["--pins", "x"], '--pins: "x" is no commit of this clone; '],
    ["an unknown option", ["status"], ["--force"], "Unknown option '--force'"],
  ])("explains %s", (_, before, args, message) => {
    git(fleet, ...before);

    const { status, output } = publish(fleet, args);

    expect(output).toContain(message);
    expect(output).not.toContain("    at ");
    expect(status).toBe(1);
  });
});
