import { archivePath } from "../../lib/helm/store.ts";
import type { Problem } from "../../lib/problem.ts";
import type { ArchiveEntry } from "../import/lock.ts";
import { labelOf } from "./pull.ts";
import { tryStored } from "../archive/store.ts";

/** Holds every archive of the store against the lock. */
export function verify(store: string, charts: readonly ArchiveEntry[]): Problem[] {
  return charts.flatMap((chart) => {
    const message = mistake(store, chart);
    return message === undefined ? [] : [{ place: labelOf(chart), message }];
  });
}

function mistake(store: string, chart: ArchiveEntry): string | undefined {
  const stored = tryStored(store, chart);
  if (typeof stored === "string") return `${archivePath(store, chart)} ${stored}`;
  if (chart.digest !== undefined) return undefined;
  return `is not verified, charts.lock.yaml has no digest; run npm run charts -- pull, which writes ${stored.digest}`;
}
