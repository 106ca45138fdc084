import type { Manifest } from "../manifest.ts";
import type { Problem } from "../problem.ts";
import type { Archive } from "./archive.ts";
import { openArchive } from "./archive.ts";
import { Cache } from "./cache.ts";
import type { PlacedChart } from "./place.ts";
import { objectsOf, place } from "./place.ts";
import { placedForm } from "./placed-form.ts";
import { print, titleOf } from "./print.ts";
import type { Helm } from "./program.ts";
import { findHelm, Interrupted } from "./program.ts";
import type { ChartRequest, PrintedCharts } from "./request.ts";
import { stampOf } from "./stamp.ts";
import { archiveName, archivePath } from "./store.ts";

export interface RenderOptions {
  /** Directory of chart archives. */
  readonly store: string;
  /** Directory that may be deleted at any time. */
  readonly cache: string;
  /** How many charts are rendered at once. */
  readonly parallel: number;
}

/** Has Helm print the charts, each once for the same archive, values, Kubernetes and Helm. */
export async function renderCharts(
  requests: readonly ChartRequest[],
  { store, cache: directory, parallel }: RenderOptions,
): Promise<{ readonly printed: PrintedCharts; readonly problems: readonly Problem[] }> {
  const printed = new Map<string, readonly Manifest[]>();
  const problems: Problem[] = [];
  if (requests.length === 0) return { printed, problems };
  const cache = new Cache(directory);
  const asked = findHelm(cache);
  // While Helm says its version.
  const archives = openArchives(requests, store, problems);
  const stamp = stampOf();
  const helm = await asked;
  if (typeof helm === "string") return { printed, problems: [{ place: "helm", message: helm }] };
  const placed = placing(helm, cache, stamp);
  const waiting = [...requests];
  const work = async (): Promise<void> => {
    for (let request = waiting.shift(); request; request = waiting.shift()) {
      const archive = archives.get(archiveName(request.chart));
      if (!archive) continue;
      const chart = await placed(archive, request).catch((error: unknown): PlacedChart => {
        if (!(error instanceof Interrupted)) throw error;
        const message = `Helm does not render ${titleOf(request)}: ${error.message}; try again`;
        return { objects: [], issues: [message] };
      });
      const objects = objectsOf(chart);
      for (const message of chart.issues) problems.push({ place: request.place, message });
      if (objects.length > 0 || chart.issues.length === 0) printed.set(request.place, objects);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return { printed, problems };
}

function openArchives(
  requests: readonly ChartRequest[],
  store: string,
  problems: Problem[],
): ReadonlyMap<string, Archive> {
  const archives = new Map<string, Archive>();
  for (const { chart } of requests) {
    const name = archiveName(chart);
    if (archives.has(name)) continue;
    const pull = `run "npm run charts -- pull ${chart.name}"`;
    let archive: Archive | undefined;
    try {
      archive = openArchive(archivePath(store, chart));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const message = `${name} in ${store} cannot be read (${code}); delete it and ${pull}`;
      problems.push({ place: "charts", message });
      continue;
    }
    if (!archive) {
      problems.push({ place: "charts", message: `${name} is not in ${store}; ${pull}` });
    } else if (chart.digest !== undefined && chart.digest !== archive.digest) {
      const message = `${name} in ${store} has digest ${archive.digest}, not ${chart.digest} as charts.lock.yaml says; delete it and ${pull}`;
      problems.push({ place: "charts", message });
    } else archives.set(name, archive);
  }
  return archives;
}

/**
 * Remembers a chart twice: as it stands in a cluster, which a change of Strata or of the component decides anew, and as
 * Helm printed it. In which cluster makes no difference: they share what comes out the same.
 */
function placing(
  helm: Helm,
  cache: Cache,
  stamp: string,
): (archive: Archive, request: ChartRequest) => Promise<PlacedChart> {
  return (archive: Archive, { changes, ...given }: ChartRequest): Promise<PlacedChart> => {
    const request = { ...given, place: "", changes: {} };
    const key = [helm.version, archive.digest, request];
    const make = async (): Promise<PlacedChart> => {
      const printed = await cache.remember(key, () => print(helm, archive, request));
      return place(printed, { ...request, changes });
    };
    return cache.remember([stamp, changes, ...key], make, placedForm);
  };
}
