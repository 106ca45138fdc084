import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { Row } from "../../../support/fleet.ts";
import { fleetOf, problemsOf } from "../../../support/fleet.ts";

const url = "https://git.house.example/fleet.git";

const rows: readonly Row[] = [
  [
    "of the fleet that is a whole reference",
    { fleet: { repository: { url, branch: "refs/heads/main" } } },
    ['fleet: branch "refs/heads/main" has refs/heads/ before it; write "main"'],
  ],
  [
    "of an environment with a space",
    { cluster: { environments: { staging: { branch: "next try" } } } },
    [
      'home: environment staging: branch "next try" is no name that git takes for a branch; write one such as "main"',
    ],
  ],
];

const names = ["main", "feature/x-1", "a.b", "@a", "", "-x", "/x", "x/", "x//y", ".x", "x/.y"]
  .concat(["x.lock", "x.lock/y", "x..y", "x~", "x^", "x:y", "x?", "x*", "x[", "x\\y", "x@{y"])
  .concat(["x.", "x y", "x\ty", "ü"]);

describe("a branch", () => {
  it.each(rows)("%s is refused", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(names)("named %j is taken where git takes it", (branch) => {
    const { status } = spawnSync("git", ["check-ref-format", "--branch", branch]);
    const lines = problemsOf(fleetOf({ fleet: { repository: { url, branch } } }));
    expect(lines.length === 0).toBe(status === 0);
  });
});
