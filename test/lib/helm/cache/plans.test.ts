import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiObject } from "cdk8s";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Fleet } from "../../../../lib/model/cluster.ts";
import type { AnyPlacement } from "../../../../lib/model/placement.ts";
import { defineComponent } from "../../../../lib/model/component.ts";
import { rememberPlan } from "../../../../lib/helm/cache/plans.ts";
import type { Plan } from "../../../../lib/emit/planned-file.ts";
import { tinyCluster, tinySite } from "../../support/tiny.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plans-"));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

const planned: Plan = {
  files: [
    { path: "tiny/a.yaml", content: "name: Zoë 🏠\n" },
    { path: "tiny/b.yaml", content: "" },
  ],
  problems: [],
};

let made = 0;

async function plan(fleet: Fleet, key: readonly unknown[] = [], result = planned): Promise<Plan> {
  return rememberPlan(directory, fleet, key, () => {
    made++;
    return Promise.resolve(result);
  });
}

/** How many plans are made for these fleets, one after the other. */
async function countPlans(...calls: readonly (() => Promise<Plan>)[]): Promise<number> {
  made = 0;
  for (const call of calls) expect(await call()).toEqual(planned);
  return made;
}

function fleetOf(...components: readonly AnyPlacement[]): Fleet {
  return {
    site: tinySite,
    hub: "tiny",
    repository: { url: "https://git.house.example/fleet.git", branch: "main" },
    clusters: [tinyCluster(components)],
  };
}

function configMap(
  data: Readonly<Record<string, string>>,
  check = (): string[] => [],
  options: object = {},
): AnyPlacement {
  return defineComponent<"settings", object>({
    name: "settings",
    layer: "apps",
    namespace: "settings",
    check,
    objects: (scope) => {
      new ApiObject(scope, "map", {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "a" },
        data,
      });
    },
  })(options) as AnyPlacement;
}

const plans = (): string[] => readdirSync(join(directory, "plans")).sort();

describe("plans that are remembered", () => {
  it("are the same as when they were made", async () => {
    const again = (): Promise<Plan> => plan(fleetOf(configMap({ a: "1" })));
    expect(await countPlans(again, again, again)).toBe(1);
  });

  it("are made anew for other charts, other data, other code, and other objects of the same code", async () => {
    const fleet = fleetOf(configMap({ a: "1" }));
    const renamed = { ...fleet, repository: { ...fleet.repository, branch: "next" } };
    expect(
      await countPlans(
        () => plan(fleet),
        () => plan(fleet, ["v4.3.1"]),
        () => plan(renamed),
        () => plan(fleetOf(configMap({ a: "2" }))),
        () => plan(fleetOf(configMap({ a: "1" }))),
        () => plan(fleetOf(configMap({ a: "1" }, () => [].map(String)))),
        () => plan(fleetOf(configMap({ a: "1" }, undefined, { ports: new Map([["a", 1]]) }))),
        () => plan(fleetOf(configMap({ a: "1" }, undefined, { ports: new Map([["a", 2]]) }))),
        () => plan(fleetOf(configMap({ a: "1" }, undefined, { hosts: /a/ }))),
        () => plan(fleetOf(configMap({ a: "1" }, undefined, { hosts: /b/ }))),
      ),
    ).toBe(9);
  });

  it("have no problems", async () => {
    const problems = [{ place: "tiny/a", message: "is wrong; correct it" }];
    const wrong: Plan = { files: [], problems };
    const fleet = fleetOf();
    made = 0;
    expect(await plan(fleet, [], wrong)).toEqual(wrong);
    expect(await plan(fleet, [], wrong)).toEqual(wrong);
    expect(await plan(fleet)).toEqual(planned);
    expect(made).toBe(3);
  });

  it.each([0, 0.5, 0.99])("are made anew where they were cut off at %f", async (share) => {
    const fleet = fleetOf();
    await plan(fleet);
    const file = join(directory, "plans", plans()[0]!);
    truncateSync(file, Math.floor(share * statSync(file).size));
    expect(await countPlans(() => plan(fleet))).toBe(1);
  });

  it("are the four that were asked for last", async () => {
    const fleet = fleetOf();
    const start = Date.now() / 1000 - 100;
    for (const [i, number] of ["1", "2", "3", "4"].entries()) {
      const before = i === 0 ? [] : plans();
      await plan(fleet, [number]);
      const file = plans().find((name) => !before.includes(name))!;
      utimesSync(join(directory, "plans", file), start + i, start + i);
    }
    // The first is the oldest, but asked for again.
    await plan(fleet, ["1"]);
    await plan(fleet, ["5"]);
    expect(plans()).toHaveLength(4);
    const ask = (number: string) => () => plan(fleet, [number]);
    expect(await countPlans(...["1", "3", "4", "5"].map(ask))).toBe(0);
    expect(await countPlans(ask("2"))).toBe(1);
  });
});
