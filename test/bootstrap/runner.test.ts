import { expect, it } from "vitest";
import { summary } from "./runner.ts";

it("says at the end of a run how each scenario ended, and how long it took", () => {
  const results = [
    { name: "hosts", isGood: true, seconds: 9.94 },
    { name: "fleet", isGood: false, seconds: 1328.5 },
    { name: "k3s", isGood: true, seconds: 99 },
  ];
  expect(summary(results)).toEqual([
    "",
    "passed  hosts  9.9 s",
    "failed  fleet  22 min 9 s",
    "passed  k3s    99.0 s",
    "2 of 3 scenarios passed in 23 min 57 s",
  ]);
});
