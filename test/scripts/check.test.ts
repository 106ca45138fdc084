import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changedSinceRelease, listed, writeRelease } from "../../scripts/check/release.ts";

let project: string;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "release-"));
  for (const file of ["package.json", "package-lock.json", "tsconfig.json", "vitest.config.ts"])
    write(file, "{}");
  for (const room of ["charts/apps", "imports/values", "lib", "scripts/run", "test/lib"])
    write(`${room}/a.ts`, room);
  write("charts/index.ts", "export {};");
  write("imports/values/index.ts", "export {};");
  write("clusters/index.ts", "export {};");
});

afterEach(() => rmSync(project, { recursive: true }));

describe("the engine of a fork", () => {
  it("is that of its release, whatever the fork has of its own", () => {
    expect(writeRelease(project)).toBe(9);
    for (const path of [
      "charts/index.ts",
      "charts/apps/mine.ts",
      "charts.lock.yaml",
      "clusters/index.ts",
      "dist/home/root.yaml",
      "imports/charts.json",
      "imports/records/home/traefik.json",
      "imports/values/index.ts",
      "imports/values/mine.ts",
      "lib/.DS_Store",
      "README.md",
    ])
      write(path, "of the fork");
    expect(changedSinceRelease(project)).toEqual([]);
  });

  it.each([
    ["a component of the release", "charts/apps/a.ts"],
    ["types of a chart of the release", "imports/values/a.ts"],
    ["the engine", "lib/a.ts"],
    ["a command", "scripts/run/a.ts"],
    ["a test", "test/lib/a.ts"],
    ["its packages", "package-lock.json"],
    ["the engine, by another file", "lib/b.ts"],
    ["the tests, by another file", "test/lib/b.ts"],
  ])("is another where it changes %s", (_, path) => {
    writeRelease(project);
    write(path, "of the fork");
    expect(changedSinceRelease(project)).toEqual([path]);
  });

  it("is another where a file of the release is gone", () => {
    writeRelease(project);
    rmSync(join(project, "charts/apps/a.ts"));
    expect(changedSinceRelease(project)).toEqual(["charts/apps/a.ts"]);
  });

  it("is of no release without the list of its files", () => {
    expect(changedSinceRelease(project)).toBeUndefined();
    writeRelease(project);
    rmSync(join(project, listed));
    expect(changedSinceRelease(project)).toBeUndefined();
  });
});
