import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { load } from "js-yaml";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forges } from "../../../scripts/ci/files.ts";
import { placeFleet } from "../../fleets/place.ts";
import { linkPackages, projectFiles } from "../../support/packages.ts";
import { environment, refsOf } from "../publish-repository.ts";
import type { Forge, ForgeName } from "../stand-ins/forge.ts";
import { eventOf, jobVariables, startForge, token } from "../stand-ins/forge.ts";

const directory = mkdtempSync(join(tmpdir(), "strata-merge-"));
const template = join(directory, "template");
const bin = join(directory, "bin");

function git(where: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd: where, env: environment, encoding: "utf8" }).trimEnd();
}

/** What the image of the jobs has of what they call. */
const tools =
  "sh git node npm env cat cp mv rm mkdir chmod ls ln grep sed tr sort uniq head tail cut wc uname dirname basename tar gzip";

const notes = `workload("notes", (scope) => {
      app(scope, {
        name: "notes",
        image: "registry.example.com/notes:1.4",
        port: 8080,
        volumes: { data: { size: "1Gi", path: "/data" } },
      });
    }),`;

/** Writes, renders and commits the data of a clone. */
function edit(clone: string, from: string | RegExp, to: string): void {
  writeData(clone, from, to);
  execFileSync(process.execPath, [...process.execArgv, "scripts/commands/synth.ts"], {
    cwd: clone,
  });
  commitAll(clone);
}

function commitAll(clone: string): void {
  git(clone, "add", "--all");
  git(clone, "commit", "--quiet", "--message=change");
}

function writeData(clone: string, from: string | RegExp, to: string): void {
  const path = join(clone, "clusters/local.ts");
  const before = readFileSync(path, "utf8");
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
}

beforeAll(() => {
  git(tmpdir(), "init", "--quiet", "--initial-branch=main", template);
  execFileSync("cp", ["--parents", "--", ...projectFiles(), template]);
  linkPackages(template);
  placeFleet(template, "house");
  const path = join(template, "clusters/local.ts");
  const imported = 'import { app, workload } from "../charts/workload.ts";\n';
  writeFileSync(path, imported + readFileSync(path, "utf8"));
  edit(template, "components: [", `components: [\n    ${notes}`);
  mkdirSync(bin);
  for (const tool of tools.split(" ")) {
    const found = execFileSync("sh", ["-c", `command -v ${tool}`], { encoding: "utf8" }).trim();
    symlinkSync(found, join(bin, tool));
  }
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

let forge: Forge;
let place = "";
let server = "";
let work = "";

beforeEach(() => {
  place = mkdtempSync(join(directory, "forge-"));
  server = join(place, "server.git");
  work = join(place, "work");
  git(place, "clone", "--quiet", "--bare", template, server);
  for (const setting of ["http.receivepack", "uploadpack.allowAnySHA1InWant"])
    git(server, "config", setting, "true");
  git(place, "clone", "--quiet", server, work);
  linkPackages(work);
});

afterEach(() => forge.close());

/** The lines that a job of the forge's own file runs, and what its steps have in the environment. */
function jobOf(name: ForgeName, job: string): readonly string[] {
  const file = load(forges[name]!("main").text) as Record<string, unknown>;
  if (name === "gitlab") return (file[job] as { script: string[] }).script;
  const { steps } = (file["jobs"] as Record<string, { steps: { run?: string }[] }>)[job]!;
  return steps.flatMap(({ run = [] }) => run);
}

interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/** A clean clone of a commit with so little history as jobs have, and in it the lines of a job, until one fails. */
async function runJob(
  name: ForgeName,
  job: string,
  { commit, depth, variables }: { commit: string; depth: number; variables: object },
): Promise<Ended> {
  const clone = mkdtempSync(join(place, "job-"));
  git(clone, "init", "--quiet");
  git(clone, "fetch", "--quiet", `--depth=${depth}`, `file://${server}`, commit);
  git(clone, "checkout", "--quiet", "--detach", "FETCH_HEAD");
  git(clone, "remote", "add", "origin", `${forge.url}/server.git`);
  linkPackages(clone);
  const env = {
    HOME: place,
    PATH: bin,
    GIT_CONFIG_NOSYSTEM: "1",
    npm_config_cache: join(place, "npm"),
    ...variables,
  };
  let output = "";
  for (const line of jobOf(name, job)) {
    const child = spawn("sh", ["-ec", line], { cwd: clone, env });
    const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
    const [stdout, stderr, status] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      ended,
    ]);
    output += stdout + stderr;
    if (status !== 0) return { status, output };
  }
  return { status: 0, output };
}

/** The job `review` for the branch as it is on the server now. */
async function reviewed(name: ForgeName): Promise<Ended> {
  const base = git(server, "merge-base", "main", "change");
  const event = join(place, "event.json");
  writeFileSync(event, eventOf(name, base));
  const variables = { ...jobVariables(name, forge.url, { base, event }), REVIEW_TOKEN: token };
  return runJob(name, "review", { commit: checkedOut(name), depth: 2, variables });
}

/** GitHub merges first, and checks that out. */
function checkedOut(name: ForgeName): string {
  const [main, change] = ["main", "change"].map((branch) => git(server, "rev-parse", branch));
  if (name !== "github") return change!;
  const tree = git(server, "merge-tree", "--write-tree", main!, change!);
  return git(server, "commit-tree", tree, "-p", main!, "-p", change!, "-m", "merge");
}

function push(): void {
  git(work, "push", "--quiet", "--no-verify", "origin", "HEAD:refs/heads/change");
}

describe.each(["gitlab", "github", "forgejo"] as const)("a merge request on %s", (name) => {
  it("gets a note, a red gate, an allowance, and pins when it is merged", async () => {
    forge = await startForge(name, place);
    edit(work, "notes:1.4", "notes:1.5");
    push();
    const harmless = await reviewed(name);
    expect(harmless.output).toContain("the note of the merge request is made");
    expect(harmless.status).toBe(0);
    expect(forge.notes).toHaveLength(1);
    expect(forge.notes[0]!.body).toContain("✅");
    expect(forge.notes[0]!.body).toContain("1.5");

    edit(work, /workload\("notes"[^]*?\n {4}\}\),/, "");
    push();
    const red = await reviewed(name);
    expect(red.output).toContain("the note of the merge request is updated");
    expect(red.status).toBe(1);
    expect(forge.notes).toHaveLength(1);
    expect(forge.notes[0]!.body).toContain("🛑");
    expect(forge.notes[0]!.body).toMatch(/PersistentVolumeClaim/);

    edit(
      work,
      "components: [",
      `allow: { delete: { "PersistentVolumeClaim/notes/notes-data": "the notes moved to paper" } },\n  components: [`,
    );
    push();
    const allowed = await reviewed(name);
    expect(allowed.output).toContain("the notes moved to paper");
    expect(allowed.status).toBe(0);
    expect(forge.notes[0]!.body).toContain("the notes moved to paper");

    git(server, "update-ref", "refs/heads/main", "refs/heads/change");
    const base = git(server, "rev-parse", "main");
    const event = join(place, "event.json");
    const variables = { ...jobVariables(name, forge.url, { base, event }), PUBLISH_TOKEN: token };
    const published = await runJob(name, "publish", { commit: base, depth: 1, variables });
    expect(published.output).toMatch(/published \d+ pins \(0 were there\)/);
    expect(published.status).toBe(0);
    expect(refsOf(place).filter((ref) => ref.startsWith("refs/tags/pin/")).length).toBeGreaterThan(
      10,
    );
    for (const { output } of [harmless, red, allowed, published])
      expect(output).not.toContain(token);
  });
});

describe.each(["gitlab", "github", "forgejo"] as const)("a branch of Renovate on %s", (name) => {
  const branch = "renovate/notes";
  /** The job `render` for the branch as it is on the server now. */
  const renders = (own: object, head = "server", of = branch): Promise<Ended> => {
    const base = git(server, "rev-parse", "main");
    const event = join(place, "event.json");
    writeFileSync(event, eventOf(name, base, head));
    const known = jobVariables(name, forge.url, { base, event, branch: of });
    const variables = name === "gitlab" ? known : { ...known, JOB_TOKEN: token };
    const tip = git(server, "rev-parse", of);
    return runJob(name, "render", { commit: tip, depth: 1, variables: { ...variables, ...own } });
  };

  it("is rendered by a job, once, and by none that is another's", async () => {
    forge = await startForge(name, place);
    writeData(work, "notes:1.4", "notes:1.5");
    commitAll(work);
    git(work, "push", "--quiet", "--no-verify", "origin", `HEAD:refs/heads/${branch}`);
    if (name === "gitlab")
      expect(await renders({})).toMatchObject({
        status: 1,
        output: expect.stringContaining(
          "RENDER_TOKEN: is not set, and what is rendered is another",
        ),
      });
    const done = await renders(name === "gitlab" ? { RENDER_TOKEN: token } : {});
    expect(done.output).toMatch(/pushed to renovate\/notes: \d+ files? changed/);
    expect(done.output.includes("starts no pipeline")).toBe(name !== "gitlab");
    expect(done.status).toBe(0);
    expect(git(server, "log", "--format=%ae", `main..${branch}`).split("\n")).toEqual([
      "strata@localhost",
      environment["GIT_AUTHOR_EMAIL"],
    ]);
    const files = git(server, "diff", "--name-only", `${branch}~`, branch).split("\n");
    expect(files).toContain("dist/local/apps/notes/Deployment-notes.yaml");
    expect(files.filter((path) => !path.startsWith("dist/"))).toEqual([]);

    expect(await renders({ RENDER_TOKEN: token })).toMatchObject({
      status: 0,
      output: expect.stringContaining("nothing to do: renovate/notes is rendered as its data says"),
    });
    git(server, "branch", "other", branch);
    const others = [
      await renders({ RENDER_TOKEN: token }, "server", "other"),
      await renders({ RENDER_TOKEN: token, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "2" }, "fork"),
    ];
    for (const { status, output } of others) {
      expect(output).toContain("is no branch of Renovate in this project");
      expect(status).toBe(1);
    }
    for (const { output } of [done, ...others]) expect(output).not.toContain(token);
  });
});

it("says all in the log of a job that may not comment", async () => {
  forge = await startForge("github", place);
  edit(work, "notes:1.4", "notes:1.5");
  push();
  const base = git(server, "rev-parse", "main");
  const event = join(place, "event.json");
  writeFileSync(event, eventOf("github", base));
  const variables = jobVariables("github", forge.url, { base, event });
  const ended = await runJob("github", "review", {
    commit: checkedOut("github"),
    depth: 2,
    variables,
  });

  expect(ended.output).toContain("the note is not written: REVIEW_TOKEN is not set");
  expect(ended.output).toContain("1.5");
  expect(ended.status).toBe(0);
  expect(forge.notes).toEqual([]);
});
