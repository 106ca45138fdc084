import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Phases, runCommandOf } from "../../scripts/rebuild/phases.ts";
import type { Event, Report } from "../../scripts/tell/report.ts";
import { projectWith } from "../support/project.ts";
import { Programs } from "./stand-ins/programs.ts";

const programs = new Programs();
const house = projectWith();

/** What a rebuild of a cluster in containers finds on a computer that has almost nothing. */
function rebuild(...args: readonly string[]) {
  const argv = [...process.execArgv, "scripts/commands/rebuild.ts", ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: house,
    encoding: "utf8",
    // Nothing that this computer has beside it.
    env: { ...programs.environment(), PATH: programs.path },
  });
  return { status, stdout, stderr };
}

beforeAll(() => {
  // Nothing of the network: no machine answers, and no git server.
  programs.add(
    "ssh",
    `console.error("ssh: connect to host: No route to host"); process.exit(255);`,
  );
  programs.add("docker", "");
  for (const name of ["sh", "bash", "git"]) {
    const path = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout.trim();
    symlinkSync(path, join(programs.path, name));
  }
});

afterAll(() => programs.remove());

describe("npm run rebuild", () => {
  it("says everything that is missing, at once, before it does anything", () => {
    const { status, stdout, stderr } = rebuild("local", "--preflight");

    expect(status).toBe(1);
    expect(stdout).toContain("✓ docker is on this computer");
    for (const name of ["helm", "k3d", "kubectl"])
      expect(stderr).toContain(`here: ${name} is not on the PATH; see: npm run doctor\n`);
    expect(stdout).not.toContain("containers");
  });

  it("names the machines that do not answer", () => {
    const { status, stderr } = rebuild("edge", "--preflight");

    expect(status).toBe(1);
    for (const name of ["edge-pi-01", "edge-pi-02", "edge-pi-03", "mgmt-cp-01"])
      expect(stderr).toMatch(new RegExp(`^${name}: `, "m"));
  });

  it.each([
    [["prodction"], 'rebuild: "prodction" is no cluster; did you mean "production"?\n1 problem\n'],
    [[], /^name one cluster\n\n/],
    [["edge", "local"], /^name one cluster\n\n/],
  ])("refuses %j", (words, message) => {
    const { status, stderr } = rebuild(...words);
    expect(status).toBe(1);
    if (typeof message === "string") expect(stderr).toBe(message);
    else expect(stderr).toMatch(message);
  });
});

describe("the parts of a recovery", () => {
  const events: Event[] = [];
  const report: Report = {
    isJson: false,
    isVerbose: false,
    event: (event) => void events.push(event),
    print() {},
  };
  const { signal } = new AbortController();

  it("go on from what an earlier run took", async () => {
    const phases = new Phases(report, [["machines", 130]]);
    expect(await phases.run("cluster", async () => {})).toBeLessThan(1);

    expect(phases.lines(new Date("2026-11-21T15:04:05Z"))).toEqual([
      "recovery time, 2026-11-21 15:04 UTC",
      "  machines     2 min 10 s",
      "  cluster      0.0 s",
      "  in all       2 min 10 s",
    ]);
    expect(events).toEqual([{ event: "note", host: "here", text: "— cluster" }]);
  });

  it("stop with the command that failed", async () => {
    await expect(runCommandOf("vm", ["apply", "nowhere"], { report, signal })).rejects.toThrow(
      "npm run vm -- apply nowhere: failed; mend what it says above, and run the same command again",
    );
  });
});
