import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseLock } from "../../../scripts/import/lock.ts";
import { extract, managersOf } from "../../support/renovate.ts";
import { installRenovate, renovateFinds, validateConfig } from "../renovate.ts";
import type { Scenario } from "./scenario.ts";

const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Needs Renovate alone. */
export const renovate: Scenario = {
  name: "renovate",
  seconds: 10,
  shows: "Renovate's own code finds every chart, k3s and images, as the tests of renovate.json do",
  isLong: true,
  prepare: installRenovate,

  async run({ say }) {
    const lock = "charts.lock.yaml";
    const archived = parseLock(readFileSync(at(lock), "utf8"))!.filter(
      (entry) => entry["path"] === undefined,
    );
    const charts = await foundIn(lock);
    assert.equal(charts.length, archived.length);
    say(`${charts.length} charts with their versions, without a network`);
    const site = await foundIn("test/fleets/house/site.ts", "clusters/site.ts");
    const cluster = await foundIn("test/fleets/house/management.ts", "clusters/management.ts");
    say(`of a fleet: ${[...site, ...cluster].join(", ")}`);
    assert.ok(site.some((one) => one.startsWith("ghcr.io/kube-vip/kube-vip ")));
    assert.ok(cluster.some((one) => one.startsWith("k3s-io/k3s v")));
    validateConfig(at("renovate.json"));
    say("renovate.json is valid by Renovate's own validator");
  },
};

/** What Renovate's own code finds, which is what the tests of renovate.json find. */
async function foundIn(source: string, file = source): Promise<readonly string[]> {
  const text = readFileSync(at(source), "utf8");
  const found: string[] = [];
  for (const manager of managersOf(file))
    for (const { depName, packageName = depName, currentValue } of await renovateFinds(
      manager,
      file,
      text,
    ))
      found.push(`${packageName} ${currentValue}`);
  const own = extract(text, file).map(
    ({ packageName, found: groups }) => `${packageName} ${groups["currentValue"]}`,
  );
  assert.deepEqual(found, own);
  return found;
}
