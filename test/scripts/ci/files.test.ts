import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { forgeOfAddress, forges } from "../../../scripts/ci/files.ts";
import { pipeline } from "../../../scripts/ci/pipeline.ts";
import { environment } from "../publish-repository.ts";

const project = fileURLToPath(new URL("../../..", import.meta.url));
const texts = Object.fromEntries(
  Object.entries(forges).map(([name, file]) => [name, file("main").text]),
);

/** What gitlab-ci-local says of a file, whose schema is GitLab's. */
function gitlabSays(text: string): string {
  const directory = mkdtempSync(join(tmpdir(), "strata-ci-"));
  try {
    const git = (...args: string[]) =>
      execFileSync("git", args, { cwd: directory, env: environment });
    writeFileSync(join(directory, ".gitlab-ci.yml"), text);
    git("init", "--quiet", "--initial-branch=main");
    git("remote", "add", "origin", "https://git.example.com/homelab/fleet.git");
    git("add", ".");
    git("commit", "--quiet", "--message=pipeline");
    git("update-ref", "refs/remotes/origin/main", "HEAD");
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
    const program = join(project, "node_modules/gitlab-ci-local/dist/index.js");
    return execFileSync(process.execPath, [program, "--list"], {
      cwd: directory,
      env: { ...environment, HOME: directory, NO_COLOR: "1" },
      encoding: "utf8",
      stdio: "pipe",
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `refused: ${stdout}${stderr}`;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What GitHub's own parser says of a workflow. */
function githubSays(content: string): readonly string[] {
  const { context } = parseWorkflow({ name: "w.yml", content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly permissions?: object; readonly steps: readonly Step[] }>
  >;
}

describe("npm run ci", () => {
  it("writes what GitLab's schema takes", () => {
    expect(gitlabSays(texts["gitlab"]!)).toMatch(/^check .*\n^publish /m);
    expect(
      gitlabSays(texts["gitlab"]!.replace("interruptible: true", "interruptable: 7")),
    ).toContain("refused");
  });

  it.each(["github", "forgejo"])("writes what GitHub's parser of workflows takes: %s", (name) => {
    const text = texts[name]!;

    expect(githubSays(text)).toEqual([]);
    expect(githubSays(text.replace("runs-on", "run-on"))).not.toEqual([]);
    expect(githubSays(text.replace("{{ hashFiles(", "{{ hashFile("))).not.toEqual([]);
  });

  it.each(["github", "forgejo"])(
    "pins each action to a commit that a comment names: %s",
    (name) => {
      const used = [...texts[name]!.matchAll(/uses: (.*)/g)].map(([, text]) => text!);

      expect(used.length).toBeGreaterThan(pipeline.length);
      for (const text of used) expect(text).toMatch(/^[\w./:-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+/);
    },
  );

  it("lets jobs of GitHub read, and each do no more than it says", () => {
    const { jobs, ...workflow } = load(texts["github"]!) as Workflow;

    expect(workflow).toMatchObject({ permissions: { contents: "read" } });
    expect(
      Object.entries(jobs).flatMap(([name, job]) =>
        job.permissions ? [[name, job.permissions]] : [],
      ),
    ).toEqual([
      ["review", { contents: "read", "pull-requests": "write" }],
      ["render", { contents: "write" }],
      ["publish", { contents: "write" }],
      ["release", { contents: "read", "id-token": "write", attestations: "write" }],
    ]);
  });

  it("runs the same lines on all of them", () => {
    const gitlab = load(texts["gitlab"]!) as Record<string, { readonly script: readonly string[] }>;
    const linesOf = (name: string, forge: string): unknown =>
      forge === "gitlab"
        ? gitlab[name]!.script
        : (load(texts[forge]!) as Workflow).jobs[name]!.steps.flatMap(({ run = [] }) => run);

    for (const { name, run } of pipeline)
      for (const forge of Object.keys(forges))
        expect([forge, linesOf(name, forge)]).toEqual([forge, run]);
  });

  it("publishes merged commits alone, checked, one at a time", () => {
    const onMerge = "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_PIPELINE_SOURCE != 'schedule'";

    expect(load(texts["gitlab"]!)).toMatchObject({
      stages: ["check", "publish"],
      check: { stage: "check" },
      publish: {
        stage: "publish",
        rules: [{ if: onMerge }],
        resource_group: "publish",
        interruptible: false,
      },
    });
    for (const name of ["github", "forgejo"])
      expect((load(texts[name]!) as Workflow).jobs["publish"]).toMatchObject({
        if: "github.event_name == 'push' && github.ref_type == 'branch'",
        needs: ["check"],
        concurrency: { group: "publish", "cancel-in-progress": false },
      });
  });

  it("never starts for a pin", () => {
    const { workflow } = load(texts["gitlab"]!) as {
      readonly workflow: {
        readonly rules: readonly { readonly if: string; readonly when?: string }[];
      };
    };
    const pattern = new RegExp(/^\$CI_COMMIT_TAG =~ \/(.+)\/$/.exec(workflow.rules[0]!.if)![1]!);

    expect(workflow.rules[0]!.when).toBe("never");
    expect(pattern.test("pin/edge/metallb/0123456789abcdef")).toBe(true);
    expect(pattern.test("spin/1")).toBe(false);
    for (const name of ["github", "forgejo"])
      expect(load(texts[name]!)).toMatchObject({ on: { push: { tags: ["v[0-9]*"] } } });
  });

  it.each([
    ["https://gitlab.example.com/homelab/fleet.git", "gitlab"],
    ["git@github.com:somebody/fleet.git", "github"],
    ["https://codeberg.org/somebody/fleet.git", "forgejo"],
    ["ssh://git@forgejo.example.com:2222/somebody/fleet.git", "forgejo"],
    ["https://gitea.lan/somebody/fleet.git", "forgejo"],
    ["https://git.example.com/github/fleet.git", undefined],
  ])("knows the forge of %s", (address, forge) => {
    expect(forgeOfAddress(address)).toBe(forge);
  });
});
