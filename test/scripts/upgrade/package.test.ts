import { expect, it } from "vitest";
import { hasOwnPackages, mergeLines, mergePackage } from "../../../scripts/upgrade/package.ts";

const base = {
  name: "strata",
  version: "1.0.0",
  scripts: { synth: "s" },
  dependencies: { a: "1", b: "1" },
};
const merge = (ours: object, theirs: object) => {
  const { text, notes } = mergePackage({
    base: JSON.stringify(base),
    ours: JSON.stringify({ ...base, ...ours }),
    theirs: JSON.stringify({ ...base, ...theirs }),
  });
  return { merged: JSON.parse(text) as object, notes };
};

it("merges package.json field by field: neighbours are no conflict", () => {
  const ours = {
    name: "attic",
    scripts: { synth: "s", ours: "o" },
    dependencies: { a: "1", b: "1", c: "1" },
  };
  const theirs = {
    version: "2.0.0",
    scripts: { synth: "s", theirs: "t" },
    dependencies: { a: "2" },
  };
  expect(merge(ours, theirs)).toEqual({
    merged: {
      name: "attic",
      version: "2.0.0",
      scripts: { synth: "s", theirs: "t", ours: "o" },
      dependencies: { a: "2", c: "1" },
    },
    notes: [],
  });
});

it("takes the release's of a field that both have changed, and says so of all but the version", () => {
  const { merged, notes } = merge(
    { version: "9.0.0", dependencies: { a: "3", b: "1" } },
    { version: "2.0.0", dependencies: { a: "2", b: "1" } },
  );
  expect(merged).toEqual({ ...base, version: "2.0.0", dependencies: { a: "2", b: "1" } });
  expect(notes).toEqual([
    'package.json: dependencies.a was "3" here; it is "2" now, as in the release',
  ]);
});

it("knows when package-lock.json has to follow", () => {
  const [one, other] = [
    { ...base, name: "attic" },
    { ...base, dependencies: { a: "1" } },
  ];
  expect(hasOwnPackages(JSON.stringify(one), JSON.stringify(base))).toBe(false);
  expect(hasOwnPackages(JSON.stringify(other), JSON.stringify(base))).toBe(true);
});

it("merges a list of lines without places of conflict", () => {
  expect(mergeLines({ base: "a\nb\nc\n", ours: "a\nc\nmine\n", theirs: "a\nb2\nc\nd\nb\n" })).toBe(
    "a\nb2\nc\nd\nmine\n",
  );
});
