import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planFleet, usualCharts } from "../../../scripts/run/plan.ts";
import { houses, loadHouse, makeProject, writeHouse } from "./houses.ts";

const project = makeProject();
const nothing = mkdtempSync(join(tmpdir(), "init-nothing-"));
const folderOf = (index: number): string => join(project, `house-${index}`);
const path = process.env["PATH"];

beforeAll(async () => {
  for (const [i, house] of houses.entries()) await writeHouse(folderOf(i), house);
});

afterAll(() => {
  process.env["PATH"] = path;
  for (const directory of [project, nothing]) rmSync(directory, { recursive: true });
});

describe("every two answers that can stand together", () => {
  it.each(houses.map((house, i) => [Object.values(house).join(", "), i] as const))(
    "make a fleet without a problem, without Helm and archives: %s",
    async (_, i) => {
      // What the charts make is known by the reference alone, as in a fresh clone.
      process.env["PATH"] = nothing;
      const records = resolve("imports", "none");
      const options = { ...usualCharts(), store: nothing, records, isDry: true };
      const { problems, files } = await planFleet(await loadHouse(folderOf(i)), options);
      expect(problems).toEqual([]);
      expect(files.length).toBeGreaterThan(5);
    },
  );

  it("are taken by the compiler", () => {
    const config = { extends: resolve("tsconfig.json"), include: ["house-*/**/*", "imports"] };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify(config));
    const { stdout, status } = run("typescript/bin/tsc", "-p", project, "--noEmit");
    expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
  });

  it("are written as npm run format would write them", () => {
    const { status, stdout } = run(
      "oxfmt/bin/oxfmt",
      "--check",
      ...houses.map((_, i) => folderOf(i)),
    );
    expect(status, stdout).toBe(0);
  });
});

function run(program: string, ...args: readonly string[]) {
  const argv = [...process.execArgv, resolve("node_modules", program), ...args];
  return spawnSync(process.execPath, argv, { encoding: "utf8", cwd: project });
}
