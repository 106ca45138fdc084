import { readOf } from "../archive/refused.ts";
import { isDeepStrictEqual } from "node:util";
import { archivePath } from "../../lib/helm/store.ts";
import type { LockedChart } from "../import/lock.ts";
import { directoryChart } from "../import/directory.ts";
import { archivedChart, type ChartSource } from "../import/source.ts";
import { fullDefaultsOf, leavesOf } from "./defaults.ts";
import { tryStored } from "../archive/store.ts";
import type { IdleValue } from "./idle.ts";

/** Values of one component. */
export interface UsedValues {
  /** `<cluster>/<component>`. */
  readonly place: string;
  readonly chart: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface StatedValues extends UsedValues {
  readonly component: string;
  /** Paths of those that are to stay although they are as by default, with the reason. */
  readonly stated: Readonly<Record<string, string>>;
}

export interface Lint {
  /** Values that say what the chart says anyway. */
  readonly findings: readonly string[];
  /** Charts whose defaults are not at hand. */
  readonly unknown: readonly string[];
  /** Places and paths, as `<place> <path>`, of what is as by default or is to stay so. */
  readonly asDefault: ReadonlySet<string>;
}

/**
 * Compares what is set with the defaults in the archives of the store, or in directories of the project. What another cluster sets otherwise is computed
 * from the cluster, and says something there.
 */
export function lint(
  used: readonly StatedValues[],
  charts: readonly LockedChart[],
  store: string,
  project: string,
): Lint {
  const findings: string[] = [];
  const unknown: string[] = [];
  const asDefault = new Set<string>();
  for (const chart of charts) {
    const source = sourceFor(chart, store, project);
    if (typeof source === "string") {
      unknown.push(source);
      continue;
    }
    const defaults = new Map(leavesOf(readOf(chart, () => fullDefaultsOf(source))));
    const of = `of chart ${chart.name} ${chart.version}`;
    for (const one of used.filter((other) => other.chart === chart.name)) {
      const { place, stated } = one;
      const repeated = new Map(
        [...leavesOf(one.values)].filter(
          ([path, value]) => defaults.has(path) && isDeepStrictEqual(defaults.get(path), value),
        ),
      );
      for (const [path, value] of repeated) {
        asDefault.add(`${place} ${path}`);
        if (path in stated || isSetOtherwise(path, value, one, used)) continue;
        const shown = JSON.stringify(value);
        findings.push(
          `${place}: value ${path} ${of} is ${shown}, as it is by default; drop it, or give the reason in stated`,
        );
      }
      for (const path of Object.keys(stated).filter((stay) => !repeated.has(stay)))
        findings.push(
          `${place}: stated names value ${path} ${of}, which is not set to its default; drop the entry`,
        );
    }
  }
  return { findings: findings.sort(), unknown, asDefault };
}

/** A text says why it is not at hand. */
function sourceFor(chart: LockedChart, store: string, project: string): ChartSource | string {
  if (chart.path !== undefined) return directoryChart(chart, project);
  const stored = tryStored(store, chart);
  return typeof stored === "string"
    ? `${chart.name}: ${archivePath(store, chart)} ${stored}`
    : readOf(chart, () => archivedChart(chart.name, stored.archive));
}

/** Lines about values without effect, but for those that are as by default. */
export function idleLines(idle: readonly IdleValue[], asDefault: ReadonlySet<string>): string[] {
  return idle
    .filter(({ places, path }) => !places.every((place) => asDefault.has(`${place} ${path}`)))
    .map(({ places, chart, path }) => {
      return `${places.join(", ")}: value ${path} of chart ${chart} has no effect; drop it, or correct what it depends on`;
    })
    .sort();
}

/** Whether the same component sets it, or something below it, to another value elsewhere. */
function isSetOtherwise(
  path: string,
  value: unknown,
  { component }: StatedValues,
  used: readonly StatedValues[],
): boolean {
  return used
    .filter((other) => other.component === component)
    .flatMap(({ values }) => [...leavesOf(values)])
    .some(([other, set]) =>
      other === path ? !isDeepStrictEqual(set, value) : other.startsWith(`${path}.`),
    );
}
