import { archiveName, archivePath } from "./store.ts";
import type { Manifest } from "../manifest.ts";
import type { Problem } from "../problem.ts";
import { listed } from "../validate/rule.ts";
import type { Archive } from "./archive.ts";
import { openArchive } from "./archive.ts";
import { Cache } from "./cache.ts";
import { differences, valuesLike } from "./compare.ts";
import { parseObjects } from "./parse.ts";
import type { Helm } from "./program.ts";
import { findHelm, template } from "./program.ts";
import type { ChartRequest, PrintedCharts } from "./request.ts";
import { tidy } from "./tidy.ts";
import { valuePaths } from "./values.ts";

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
  const helm = await findHelm(cache);
  if (typeof helm === "string") return { printed, problems: [{ place: "helm", message: helm }] };
  const archives = openArchives(requests, store, problems);
  const waiting = [...requests];
  const work = async (): Promise<void> => {
    for (let request = waiting.shift(); request; request = waiting.shift()) {
      const archive = archives.get(archiveName(request.chart));
      if (!archive) continue;
      const { objects, issues } = await print(helm, archive, request, cache);
      for (const message of issues) problems.push({ place: request.place, message });
      if (objects.length > 0 || issues.length === 0) printed.set(request.place, objects);
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
    const archive = openArchive(archivePath(store, chart));
    const pull = `run "npm run charts -- pull ${chart.name}"`;
    if (!archive) {
      problems.push({ place: "charts", message: `${name} is not in ${store}; ${pull}` });
    } else if (chart.digest !== undefined && chart.digest !== archive.digest) {
      const message = `${name} in ${store} has digest ${archive.digest}, not ${chart.digest} as charts.lock.yaml says; delete it and ${pull}`;
      problems.push({ place: "charts", message });
    } else archives.set(name, archive);
  }
  return archives;
}

/** What a chart becomes, and what is wrong with that. */
interface Printed {
  readonly objects: readonly Manifest[];
  readonly issues: readonly string[];
}

/** Remembers what Helm said, its refusals included: the same chart and values would be refused again. */
function print(helm: Helm, archive: Archive, given: ChartRequest, cache: Cache): Promise<Printed> {
  // Where it will stand makes no difference: clusters share what comes out the same.
  const request = { ...given, place: "" };
  const key = [helm.version, archive.digest, request];
  return cache.remember(key, async () => {
    const first = await printOnce(helm, archive, request);
    if (first.issues.length > 0 || !archive.mayVary()) return first;
    const second = await printOnce(helm, archive, request);
    return { objects: first.objects, issues: varying(first.objects, second.objects, request) };
  });
}

async function printOnce(helm: Helm, archive: Archive, request: ChartRequest): Promise<Printed> {
  const what = `chart ${request.chart.name} ${request.chart.version}`;
  const { output, error } = await template(helm, archive.path, request);
  if (error !== undefined)
    return { objects: [], issues: [`Helm does not render ${what}: ${error}; correct its values`] };
  try {
    return { objects: tidy(parseObjects(output)), issues: [] };
  } catch (problem) {
    const reason = (problem as Error).message.split("\n")[0];
    return {
      objects: [],
      issues: [`${what} prints what cannot be read: ${reason}; correct its values`],
    };
  }
}

function varying(
  one: readonly Manifest[],
  other: readonly Manifest[],
  { chart }: ChartRequest,
): string[] {
  return differences(one, other).map(({ title, field }) => {
    const pins = valuesLike(field, valuePaths(chart.name));
    const todo =
      pins.length > 0 ? `set value ${listed(pins, "or")}` : "set the value that it comes from";
    return `${title} of chart ${chart.name} ${chart.version} is another at each rendering${field ? `, in ${field}` : ""}; ${todo}, or name the object in changes.drop and make it otherwise`;
  });
}
