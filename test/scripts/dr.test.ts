import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { projectWith } from "../support/project.ts";
import { Programs } from "./stand-ins/programs.ts";

const programs = new Programs();
const house = projectWith();
const drills = join(programs.directory, "state", "strata", "drill");
const record = join(drills, "local.json");

/** As kubectl on the rebuilt cluster, which has one of the Secrets. */
const kubectl = `
const data = { auth: Buffer.from("a password").toString("base64") };
const metadata = { namespace: "argocd", name: "argocd-redis" };
console.log(JSON.stringify({ items: [{ metadata, data }] }));
`;

const printOf = (text: string): string =>
  createHash("sha256")
    .update(JSON.stringify([["auth", Buffer.from(text).toString("base64")]]))
    .digest("hex");

function drill(...args: readonly string[]) {
  const argv = [...process.execArgv, "scripts/commands/dr.ts", ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: house,
    encoding: "utf8",
    env: programs.environment(),
  });
  return { status, stdout, stderr };
}

beforeAll(() => programs.add("kubectl", kubectl));
afterAll(() => programs.remove());

/** A drill that was killed before it compared. */
beforeEach(() => {
  mkdirSync(drills, { recursive: true });
  const times = { cluster: 100, data: 5, backup: 2, loss: 1, rebuild: 60 };
  const before = { "argocd/argocd-redis": printOf("a password") };
  const lostAt = new Date(Date.now() - 70_000).toISOString();
  writeFileSync(
    record,
    JSON.stringify({ startedAt: "2026-11-21T15:04:05Z", lostAt, times, before }),
  );
});

describe("npm run dr -- drill", () => {
  it("goes on where it broke off, and ends with the times", () => {
    const { status, stdout, stderr } = drill("drill", "--confirm", "local");

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(
      stdout.replace(/comparison .*/, "comparison").replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, "now"),
    ).toMatch(
      new RegExp(
        [
          "local              goes on with the drill of 2026-11-21T15:04:05Z",
          "here               — comparison",
          "local              as before: argocd/argocd-redis",
          "local              recovery time, now UTC",
          "local                cluster      1 min 40 s",
          "local                data         5.0 s",
          "local                backup       2.0 s",
          "local                loss         1.0 s",
          "local                rebuild      60.0 s",
          "local                comparison",
          "local                in all       2 min \\d+ s",
          "local                it was gone for (\\d\\d\\.\\d s|1 min \\d+ s)",
          `local              written to ${join(drills, "local.log")}`,
        ].join("\n"),
      ),
    );
    expect(existsSync(record)).toBe(false);
    expect(readFileSync(join(drills, "local.log"), "utf8")).toMatch(/^recovery time, /);
  });

  it("says what came back otherwise", () => {
    writeFileSync(
      record,
      readFileSync(record, "utf8").replace(printOf("a password"), printOf("x")),
    );
    const { status, stderr } = drill("drill", "--confirm", "local");

    expect({ status, stderr }).toEqual({
      status: 1,
      stderr:
        "local: argocd/argocd-redis came back with other values than before; see which backups there are: npm run backup -- list\n1 problem\n",
    });
    expect(existsSync(record)).toBe(true);
  });

  it.each([
    [
      ["drill"],
      "local: it is destroyed, and rebuilt from its backup; say that you want that with: --confirm local\n1 problem\n",
    ],
    [
      ["drill", "production"],
      'local: "production" is no cluster that runs in k3d; use local\n1 problem\n',
    ],
  ])("%j is refused", (words, message) => {
    expect(drill(...words)).toEqual({ status: 1, stdout: "", stderr: message });
  });

  it("knows no other verb", () => {
    expect(drill("dril").stderr).toMatch(/^"dril" is none of drill; did you mean "drill"\?\n\n/);
  });
});
