import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { migrationsIn, sectionsBetween } from "../../../scripts/upgrade/changelog.ts";

const text = `# Changelog

## Unreleased

- later

## 0.10.0 (2027-01-01)

- new

### Migrate

- \`loki\` is now \`logs\`, with
  all that it had
- \`keep\` of \`loki\` is now \`retention\`
- words without a name

### Fixed

- \`other\` was wrong

## 0.9.0

### Migrate

- \`tea\` is gone; use \`coffee\`
`;

it("finds the sections of later versions, as numbers", () => {
  const versions = (from: string, to: string) =>
    sectionsBetween(text, from, to).map(({ version }) => version);
  expect(versions("0.8.0", "0.10.0")).toEqual(["0.10.0", "0.9.0"]);
  expect(versions("0.9.0", "0.10.0")).toEqual(["0.10.0"]);
  expect(versions("0.8.0", "0.9.0")).toEqual(["0.9.0"]);
  expect(versions("", "0.9.0")).toEqual(["0.9.0"]);
});

it("finds what a fleet may have to change", () => {
  expect(migrationsIn(sectionsBetween(text, "0.8.0", "0.10.0"))).toEqual([
    { version: "0.10.0", word: "loki", text: "`loki` is now `logs`, with all that it had" },
    { version: "0.10.0", word: "keep", of: "loki", text: "`keep` of `loki` is now `retention`" },
    { version: "0.9.0", word: "tea", text: "`tea` is gone; use `coffee`" },
  ]);
});

describe("CHANGELOG.md", () => {
  it("has a section of the version of package.json", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    const sections = sectionsBetween(readFileSync("CHANGELOG.md", "utf8"), "", version);
    expect(sections[0]?.version).toBe(version);
    expect(sections[0]?.text).not.toBe("");
  });
});
