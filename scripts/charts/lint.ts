import { isDeepStrictEqual } from "node:util";
import { archivePath } from "../../lib/helm/store.ts";
import type { LockedChart } from "../import/lock.ts";
import { archivedChart } from "../import/source.ts";
import { fullDefaultsOf, leavesOf } from "./defaults.ts";
import { tryStored } from "./store.ts";

/** Values of one component. */
export interface UsedValues {
  /** `<cluster>/<component>`. */
  readonly place: string;
  readonly chart: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Lint {
  /** Values that say what the chart says anyway. */
  readonly findings: readonly string[];
  /** Charts whose defaults are not at hand. */
  readonly unknown: readonly string[];
}

/** Compares what is set with the defaults in the archives of the store. */
export function lint(
  used: readonly UsedValues[],
  charts: readonly LockedChart[],
  store: string,
): Lint {
  const findings: string[] = [];
  const unknown: string[] = [];
  for (const chart of charts) {
    const stored = tryStored(store, chart);
    if (typeof stored === "string") {
      unknown.push(`${chart.name}: ${archivePath(store, chart)} ${stored}`);
      continue;
    }
    const defaults = new Map(leavesOf(fullDefaultsOf(archivedChart(chart.name, stored.archive))));
    for (const { place, values } of used.filter((one) => one.chart === chart.name)) {
      for (const [path, value] of leavesOf(values)) {
        if (!defaults.has(path) || !isDeepStrictEqual(defaults.get(path), value)) continue;
        const shown = JSON.stringify(value);
        findings.push(
          `${place}: value ${path} of chart ${chart.name} ${chart.version} is ${shown}, as it is by default; drop it`,
        );
      }
    }
  }
  return { findings: findings.sort(), unknown };
}
