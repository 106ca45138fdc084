import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { problemLines } from "../../../lib/problem.ts";
import { planFleet, planRemembered } from "../../../scripts/run/plan.ts";
import { rangesOf } from "../../../scripts/run/threads.ts";
import { recordsOf } from "../../fleets/place.ts";
import { manyClusters } from "./many-clusters.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "threads-"));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const module = new URL("many-clusters.ts", import.meta.url).href;

/** The plan of 40 clusters, on as many cores as there are, and on one. */
async function plans(broken: number) {
  const options = {
    store: "",
    cache: directory,
    parallel: 1,
    records: recordsOf("house"),
    isDry: true,
  };
  const source = { module, call: { name: "manyClusters", args: [40, broken] } };
  return [
    await planRemembered(source, { key: [broken], options }),
    await planFleet(manyClusters(40, broken), options),
  ] as const;
}

describe("a large fleet, planned on several cores,", () => {
  it("has the same files", async () => {
    const [many, one] = await plans(-1);
    expect(many.files.length).toBeGreaterThan(1000);
    expect(many.files).toEqual(one.files);
    expect(many.problems).toEqual([]);
  });

  it.each([0, 39])("has the same problems, wherever cluster %i is planned", async (broken) => {
    const [many, one] = await plans(broken);
    expect(problemLines(many.problems)).toEqual(problemLines(one.problems));
    expect(many.problems.length).toBeGreaterThan(0);
    expect(many.files).toEqual([]);
  });
});

it("is worth a thread for twenty clusters", () => {
  const ranges = (count: number, cores: number) => rangesOf(manyClusters(count, -1), cores);
  expect(ranges(1, 8)).toEqual([[0, 1]]);
  expect(ranges(39, 8)).toEqual([[0, 39]]);
  expect(ranges(50, 2)).toEqual([
    [0, 25],
    [25, 50],
  ]);
  expect(ranges(65, 8)).toEqual([
    [0, 22],
    [22, 43],
    [43, 65],
  ]);
});
