import { indexFiles } from "../import/charts.ts";
import { readKnown } from "../import/known.ts";
import type { LockedChart } from "../import/lock.ts";
import { writeFiles } from "../import/output.ts";

/** Brings what the lock has learned into imports/charts.json, for charts of which nothing else has changed. */
export async function refreshCatalogue(
  imports: string,
  lock: readonly LockedChart[],
): Promise<void> {
  const { charts } = readKnown(imports);
  const locked = new Map(lock.map((chart) => [chart.name, chart]));
  const entries = Object.values(charts).map((entry) => {
    const { digest, version } = locked.get(entry.name) ?? {};
    if (entry.path !== undefined || version !== entry.version || digest === undefined) return entry;
    const { name, repository, appVersion, crds } = entry;
    return { name, repository, version, digest, appVersion, crds };
  });
  if (entries.length > 0) writeFiles(imports, indexFiles(entries), []);
}
