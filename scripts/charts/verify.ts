import { archivePath } from "../../lib/charts/store.ts";
import type { Problem } from "../../lib/problem.ts";
import type { LockedChart } from "../import/lock.ts";
import { BadArchive } from "./archive.ts";
import { labelOf } from "./pull.ts";
import { readStored } from "./store.ts";

/** Holds every archive of the store against the lock. */
export function verify(store: string, charts: readonly LockedChart[]): Problem[] {
  return charts.flatMap((chart) => {
    const message = mistake(store, chart);
    return message === undefined ? [] : [{ place: labelOf(chart), message }];
  });
}

function mistake(store: string, chart: LockedChart): string | undefined {
  const path = archivePath(store, chart);
  try {
    const stored = readStored(store, chart);
    if (!stored) return `${path} is not there; pull it`;
    if (chart.digest !== undefined) return undefined;
    return `is not verified, charts.lock.yaml has no digest; pull it, which writes ${stored.digest}`;
  } catch (error) {
    if (!(error instanceof BadArchive)) throw error;
    return `${path} ${error.message}; pull it again`;
  }
}
