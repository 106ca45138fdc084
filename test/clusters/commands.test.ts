import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fleet } from "../../clusters/index.ts";
import { linkPackages, projectFiles } from "../support/packages.ts";

const directory = mkdtempSync(join(tmpdir(), "commands-"));
const clone = join(directory, "clone");
const [first] = fleet.clusters;
const [application] = first ? applicationsOf(first.name) : [];

/** What documents have somebody run without a cluster, by the names of this fleet. */
const commands = [
  "synth",
  "synth -- --check",
  ...(application ? [`synth -- --explain ${first!.name}/${application}`] : []),
  "publish -- --dry-run",
  "publish",
  "publish -- --prune",
  "hosts",
  "capacity",
  "inventory",
  "secret -- list --dry-run",
  "forward -- help",
];

/** As dist/ has them. */
function applicationsOf(cluster: string): string[] {
  const folder = `dist/${cluster}/apps`;
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files
    .filter((name) => !name.startsWith("AppProject-"))
    .map((name) => name.replace(/\.yaml$/, ""));
}

function git(...args: readonly string[]): string {
  return execFileSync("git", args, { cwd: clone, encoding: "utf8" });
}

beforeAll(() => {
  const server = join(directory, "server.git");
  const { branch } = fleet.repository;
  execFileSync("git", ["init", "--quiet", "--bare", `--initial-branch=${branch}`, server]);
  execFileSync("git", ["init", "--quiet", `--initial-branch=${branch}`, clone]);
  execFileSync("cp", ["--parents", "--", ...projectFiles(), clone]);
  linkPackages(clone);
  git("config", "user.name", "Reader");
  git("config", "user.email", "reader@example.org");
  git("add", "--all");
  git("commit", "--quiet", "--message", "as it is");
  git("remote", "add", "origin", server);
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("with the fleet of clusters/", () => {
  it.each(commands)("npm run %s ends well", (command) => {
    const { status, stdout, stderr } = spawnSync("sh", ["-c", `npm run --silent ${command}`], {
      cwd: clone,
      encoding: "utf8",
    });
    expect(status, `${stdout}${stderr}`).toBe(0);
  });

  it("no command changes a file that is committed", () => {
    expect(git("status", "--porcelain")).toBe("");
  });
});
