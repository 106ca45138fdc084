import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { placeFleet } from "./fleets/place.ts";
import { linkPackages, projectFiles } from "./support/packages.ts";

const documents = ["README.md", ...readdirSync("docs").map((name) => `docs/${name}`)].filter(
  (name) => name.endsWith(".md"),
);

/** The lines of every ```sh block. */
function commandsOf(document: string): string[] {
  const blocks = readFileSync(document, "utf8").matchAll(/^```sh\n(.*?)^```/gms);
  return [...blocks].flatMap(([, block]) => block!.split("\n").filter(Boolean));
}

/** The gate runs these itself, on a clean clone; here they would run this test again. */
const gate = readFileSync(".ci/run", "utf8");
const runByGate = (command: string): boolean =>
  gate.split("\n").some((line) => line === command || line.startsWith(`${command} -- `)) &&
  command !== "npm run synth";

const directory = mkdtempSync(join(tmpdir(), "docs-"));
const clone = join(directory, "clone");

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: clone, encoding: "utf8" });
}

beforeAll(() => {
  const server = join(directory, "server.git");
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", server]);
  // The work tree as it is now, but for the fleet, committed in a repository of its own.
  execFileSync("git", ["init", "--quiet", "--initial-branch=main", clone]);
  execFileSync("cp", ["--parents", "--", ...projectFiles(), clone]);
  linkPackages(clone);
  // The documents speak of this fleet.
  placeFleet(clone, "house");
  execFileSync(process.execPath, [...process.execArgv, "scripts/commands/synth.ts"], {
    cwd: clone,
  });
  git("config", "user.name", "Reader");
  git("config", "user.email", "reader@example.org");
  git("add", "--all");
  git("commit", "--quiet", "--message", "as it is");
  git("remote", "add", "origin", server);
  git("push", "--quiet", "--set-upstream", "origin", "main");
  // Where releases of Strata come from, and the one that this is.
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  git("remote", "add", "upstream", server);
  git("push", "--quiet", "upstream", `main:refs/tags/v${version}`);
  execFileSync("node", ["scripts/hooks/install.mjs"], { cwd: clone });
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe.each(documents.filter((name) => commandsOf(name).length > 0))("%s", (document) => {
  const commands = commandsOf(document).filter((command) => !runByGate(command));

  it("shows commands that work, in the order it shows them", () => {
    for (const command of commands) {
      // Nothing was edited here, so there would be nothing to commit.
      const run = command.replace("git commit", "git commit --allow-empty");
      const { status, stdout, stderr } = spawnSync("sh", ["-c", run], {
        cwd: clone,
        encoding: "utf8",
      });
      expect(status, `${command}\n${stdout}${stderr}`).toBe(0);
    }
  });
});

it("quotes the problems that npm run synth prints", () => {
  const mistakes = [
    ["charts/observability/loki.ts", "gateway: { enabled", "gateway: { enable"],
    ["clusters/production.ts", "192.168.1.116-", "192.168.1.110-"],
  ] as const;
  for (const [file, right, wrong] of mistakes) {
    const path = join(clone, file);
    writeFileSync(path, readFileSync(path, "utf8").replace(right, wrong));
  }
  const { stderr } = spawnSync("npm", ["run", "--silent", "synth"], {
    cwd: clone,
    encoding: "utf8",
  });
  git("checkout", "--", "charts", "clusters", "imports");
  const quoted = /^```\n([^`]*dist\/ is unchanged\n)^```/m.exec(
    readFileSync("README.md", "utf8"),
  )![1];
  // Where Helm is not at hand, a line before says that the record of the chart is of other values.
  expect(stderr.replace(/^note: imports\/records: .*\n/m, "")).toBe(quoted);
});

it("leaves a reader's tree clean after npm run synth", () => {
  expect(git("status", "--porcelain")).toBe("");
});
