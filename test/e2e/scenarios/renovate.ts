import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseLock } from "../../../scripts/import/lock.ts";
import { customManagers, extract } from "../../support/renovate.ts";
import { installRenovate, renovateFinds } from "../renovate.ts";
import type { Scenario } from "./scenario.ts";

const file = fileURLToPath(new URL("../../../charts.lock.yaml", import.meta.url));

/** Needs Renovate alone. */
export const renovate: Scenario = {
  name: "renovate",
  seconds: 10,
  shows: "Renovate's own code finds every chart of the lock, as the tests of renovate.json do",
  isLong: true,
  prepare: installRenovate,

  async run({ say }) {
    const text = readFileSync(file, "utf8");
    const found: string[] = [];
    for (const manager of customManagers)
      for (const { depName, packageName = depName, currentValue } of await renovateFinds(
        manager,
        "charts.lock.yaml",
        text,
      ))
        found.push(`${packageName} ${currentValue}`);
    const own = extract(text).map(
      ({ packageName, found: groups }) => `${packageName} ${groups["currentValue"]}`,
    );
    assert.deepEqual(found, own);
    const archived = parseLock(text)!.filter((entry) => entry["path"] === undefined);
    assert.equal(found.length, archived.length);
    say(`${found.length} charts with their versions, without a network`);
  },
};
