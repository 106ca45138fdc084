import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stampOfProject } from "../../../../lib/helm/cache/stamp.ts";

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "stamp-"));
  for (const folder of ["clusters/sealed", "dist", "docs", "test", ".git", "node_modules/a"])
    mkdirSync(join(project, folder), { recursive: true });
});

afterEach(() => rmSync(project, { recursive: true }));

const later = (): number => Date.now() + 60_000;
const startedAt = later();
const stamp = (): string => stampOfProject(project, startedAt);
const write = (path: string): void => writeFileSync(join(project, path), "");

describe("the stamp of a project", () => {
  it.each([
    "clusters/a.ts",
    "clusters/sealed/edge.json",
    "package-lock.json",
    ".env",
    "anything.ts",
    "node_modules/.package-lock.json",
  ])("is another with %s", (path) => {
    const before = stamp();
    write(path);
    expect(stamp()).not.toBe(before);
    expect(stamp()).toBe(stamp());
  });

  it("sees folders that nobody told it of", () => {
    const before = stamp();
    mkdirSync(join(project, "shared"));
    write("shared/network.ts");
    expect(stamp()).not.toBe(before);
  });

  it.each(["dist/a.yaml", "docs/a.md", "test/a.ts", ".git/a", "node_modules/a/a.js"])(
    "is the same with %s, which no fleet is made of",
    (path) => {
      const before = stamp();
      write(path);
      expect(stamp()).toBe(before);
    },
  );

  it("is of one run alone with a folder behind a link, and of any with a link to nothing", () => {
    symlinkSync("nowhere", join(project, "clusters/nothing"));
    expect(stamp()).toBe(stampOfProject(project, later() + 1));
    symlinkSync(tmpdir(), join(project, "clusters/folder"));
    expect(stamp()).toBe(stamp());
    expect(stamp()).not.toBe(stampOfProject(project, later() + 1));
  });
});
