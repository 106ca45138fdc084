import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { filesIn, readSums, sumOf } from "../../../scripts/init/ground.ts";
import { marker } from "../../../lib/emit/yaml.ts";
import { linkPackages, projectFiles } from "../../support/packages.ts";

const project = mkdtempSync(join(tmpdir(), "init-"));
const bin = join(project, "bin");
const at = (path: string): string => join(project, path);

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: project, encoding: "utf8" });
}

function put(path: string, text: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}

const argv = (command: string, args: readonly string[]): string[] => [
  ...process.execArgv,
  `scripts/commands/${command}.ts`,
  ...args,
];
// git, and no Helm.
const env = { ...process.env, PATH: bin, HOME: project };

function run(command: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, argv(command, args), { cwd: project, encoding: "utf8", env });
}

const wanted = [
  ..."--yes --domain house.example --network 10.1.2.0/24 --gateway 10.1.2.1".split(" "),
  ..."--dns 10.1.2.1 --email me@house.example".split(" "),
  ..."--repository https://git.house.example/fleet.git".split(" "),
];

/** As it is shipped, with an example that is as good as any. */
function makeProject(): void {
  const rooms = /^(charts|imports\/(?!records)|lib|scripts|package|tsconfig|\.gitignore)/;
  const paths = projectFiles().filter((path) => rooms.test(path));
  execFileSync("cp", ["--parents", "--", ...paths, project]);
  linkPackages(project);
  mkdirSync(bin);
  const path = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  writeFileSync(join(bin, "git"), `#!/bin/sh\nexec ${path} "$@"\n`, { mode: 0o755 });
  put("clusters/index.ts", "export const fleet = 1;\n");
  put("clusters/sealed/old.json", "{}\n");
  const sums = ["index.ts", "sealed/old.json"].map(
    (one) => `${sumOf(at(`clusters/${one}`))}  clusters/${one}\n`,
  );
  put("clusters/example.sha256", sums.join(""));
  put("dist/old/root.yaml", `${marker}kind: A\n`);
  put("dist/notes.txt", "mine\n");
  put("imports/records/old/traefik.json", "{}\n");
  put(".gitignore", `${readFileSync(at(".gitignore"), "utf8")}/bin/\n`);
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "Reader");
  git("config", "user.email", "reader@example.org");
  git("add", "--all");
  git("commit", "--quiet", "--message", "as it is shipped");
}

makeProject();
const shipped = git("rev-parse", "HEAD").trim();

beforeEach(() => {
  git("reset", "--quiet", "--hard", shipped);
  git("clean", "--quiet", "-fd");
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

const isUntouched = (): boolean =>
  git("status", "--porcelain") === "" &&
  readdirSync(project).every((one) => !one.startsWith(".clusters"));

describe("npm run init", () => {
  it("writes a fleet in the place of the example, which synth renders, and says what comes next", () => {
    const { status, stdout, stderr } = run("init", ...wanted);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout)
      .toBe(`clusters/index.ts, clusters/site.ts, clusters/home.ts, clusters/charts.lock.yaml, clusters/sealed/home.json written
1 file of the example removed from dist/, and its records

next:
  npm run synth
  git add --all && git commit --message "feat: the fleet of this house"
  npm run doctor
then docs/bootstrap.md makes cluster home of bare machines.
`);
    expect(filesIn(at("clusters"))).toEqual([
      "charts.lock.yaml",
      "home.ts",
      "index.ts",
      "sealed/home.json",
      "site.ts",
    ]);
    // What is not Strata's stays.
    expect(filesIn(at("dist"))).toEqual(["notes.txt"]);
    expect(existsSync(at("imports/records"))).toBe(false);
    const synth = run("synth");
    expect(synth.status, synth.stderr).toBe(0);
    // One line says how to get records of this fleet's own.
    expect(synth.stderr).toMatch(/^note: imports\/records: .*npm run charts -- pull.*\n$/);
    expect(existsSync(at("dist/home/root.yaml"))).toBe(true);
    expect(run("synth", "--check").status).toBe(0);
  });

  it("does not write over a fleet, its own nor another", () => {
    expect(run("init", ...wanted).status).toBe(0);
    git("add", "--all");
    git("commit", "--quiet", "--message", "mine");
    const again = run("init", ...wanted);
    expect(again.status).toBe(1);
    expect(again.stderr).toBe(
      'clusters/charts.lock.yaml: is not of the example that Strata ships, so this is somebody\'s fleet; edit it (docs/architecture.md says where), or to start over run "git rm -r clusters" and commit\n1 problem in 1 place; clusters/ is unchanged\n',
    );
    git("rm", "-r", "--quiet", "clusters");
    git("commit", "--quiet", "--message", "start over");
    expect(run("init", ...wanted, "--name", "attic").status).toBe(0);
    expect(filesIn(at("clusters"))).toContain("attic.ts");
  });

  it.each([
    ["a changed file", "clusters/index.ts"],
    ["a file beside it", "clusters/known_hosts"],
  ])("does not write over an example with %s, committed or not", (_, path) => {
    put(path, "mine\n");
    const first = run("init", ...wanted).stderr;
    expect(first).toContain(`${path}: is in no commit; commit or stash it first\n`);
    expect(first).toContain(`${path}: is not of the example`);
    git("add", "--all");
    git("commit", "--quiet", "--message", "mine");
    expect(run("init", ...wanted).stderr).toContain(`${path}: is not of the example`);
    expect(isUntouched()).toBe(true);
  });

  it("does not remove what of dist/ is in no commit", () => {
    put("dist/old/more.yaml", `${marker}kind: B\n`);
    const { status, stderr } = run("init", ...wanted);
    expect(status).toBe(1);
    expect(stderr).toContain("dist/old/more.yaml: is in no commit; commit or stash it first");
  });

  it("writes nothing where an answer is wrong, or nobody can be asked", () => {
    const wrong = run("init", ...wanted, "--storage", "longhorm");
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('--storage: "longhorm" is none of its words; did you mean');
    const silent = run("init", "--domain", "house.example");
    expect(silent.status).toBe(1);
    expect(silent.stderr).toContain("init: has nobody to ask here for --email, ");
    expect(isUntouched()).toBe(true);
  });

  it("prints the files, and writes nothing, when asked for a dry run", () => {
    const { status, stdout } = run("init", ...wanted, "--dry-run");
    expect(status).toBe(0);
    expect(stdout).toContain("// clusters/site.ts\nimport { defineSite }");
    expect(isUntouched()).toBe(true);
  });

  it.each([10, 400, 700, 1000])(
    "leaves the example or a whole fleet when it is killed after %d ms",
    async (delay) => {
      const child = spawn(process.execPath, argv("init", wanted), { cwd: project, env });
      await Promise.race([sleep(delay), once(child, "close")]);
      if (child.exitCode === null && child.kill("SIGKILL")) await once(child, "close");
      const files = filesIn(at("clusters"));
      const isNew = files.includes("home.ts");
      expect(files).toHaveLength(isNew ? 5 : 3);
      expect(readSums(at("clusters/example.sha256")).size).toBe(isNew ? 0 : 2);
      // What it left beside goes with the next run.
      if (!isNew) expect(run("init", ...wanted).status).toBe(0);
      expect(readdirSync(project).filter((one) => one.startsWith(".clusters"))).toEqual([]);
    },
  );

  it("ends at once when it is interrupted, and leaves nothing", async () => {
    const child = spawn(process.execPath, argv("init", wanted), { cwd: project, env });
    await sleep(100);
    child.kill("SIGINT");
    if (child.exitCode === null) await once(child, "close");
    const isNew = filesIn(at("clusters")).includes("home.ts");
    if (!isNew) expect(isUntouched()).toBe(true);
  });
});

describe("the example that is shipped", () => {
  it("is what its sums say, as long as it is there", () => {
    const sums = readSums("clusters/example.sha256");
    const files = filesIn("clusters").filter((path) => path !== "example.sha256");
    const changed = files.filter((path) => sums.get(path) !== sumOf(join("clusters", path)));
    const advice =
      "find clusters -type f ! -name example.sha256 | LC_ALL=C sort | xargs sha256sum > clusters/example.sha256";
    if (existsSync("clusters/example.sha256")) expect(changed, advice).toEqual([]);
  });
});
