import type { ValueKeys } from "../../lib/helm/judge.ts";
import { isSame, judgeEach } from "../../lib/helm/judge.ts";
import { openArchives } from "../../lib/helm/archive.ts";
import { Cache } from "../../lib/helm/cache/cache.ts";
import { printOnce } from "../../lib/helm/print.ts";
import { findHelm } from "../../lib/helm/program.ts";
import { eachArchive, interruptedIssue, printing } from "../../lib/helm/render.ts";
import type { RenderOptions } from "../../lib/helm/render.ts";
import type { ChartRequest } from "../../lib/helm/request.ts";
import { pathText } from "./defaults.ts";

/** A value of a component that changes nothing of what its chart makes, wherever it is set. */
export interface IdleValue {
  readonly places: readonly string[];
  readonly chart: string;
  readonly path: string;
}

/** Values without effect, or why they cannot be found. Those as by default are among them. */
export async function idleValues(
  requests: readonly ChartRequest[],
  { cache: directory, parallel, ...places }: RenderOptions,
): Promise<readonly IdleValue[] | string> {
  const cache = new Cache(directory);
  const helm = await findHelm(cache);
  if (typeof helm === "string") return helm.split("; ")[0]!;
  const archives = openArchives(requests, places, []);
  const printed = printing(helm, cache);
  const judged: Judged[] = [];
  const effective = new Set<string>();
  // One cluster of each component first: what has an effect there is not judged in the others.
  const first = [...Map.groupBy(requests, componentOf).values()].map(([one]) => one!);
  for (const some of [first, requests.filter((request) => !first.includes(request))])
    await eachArchive(some, archives, parallel, async (archive, request) => {
      const component = componentOf(request);
      const open = [...leafKeys(request.values)].filter(
        (keys) => !effective.has(`${component} ${textOf(keys)}`),
      );
      try {
        const bare = { ...request, place: "", changes: {} };
        // A verdict is small, and thousands of renderings are not.
        const idle = await judgeEach(request.values, open, (values) =>
          cache.remember(["changes", helm.version, archive.digest, bare, values], async () => {
            const changed = await printOnce(helm, archive, { ...bare, values });
            return !isSame(await printed(archive, request), changed);
          }),
        );
        for (const keys of open) {
          const isIdle = idle.has(keys);
          if (!isIdle) effective.add(`${component} ${textOf(keys)}`);
          judged.push({ request, path: textOf(keys), isIdle });
        }
      } catch (error) {
        interruptedIssue(error, request);
      }
    });
  return together(judged);
}

interface Judged {
  readonly request: ChartRequest;
  readonly path: string;
  readonly isIdle: boolean;
}

function componentOf({ place, chart }: ChartRequest): string {
  return `${place.slice(place.indexOf("/") + 1)} ${chart.name}`;
}

function textOf(keys: ValueKeys): string {
  return pathText(keys.map(String));
}

/** Of every value that is no map with keys. */
function* leafKeys(values: unknown, at: ValueKeys = []): Iterable<ValueKeys> {
  const isMap = typeof values === "object" && values !== null && !Array.isArray(values);
  const entries = isMap ? Object.entries(values) : [];
  if (entries.length === 0 && at.length > 0) yield at;
  for (const [key, value] of entries) yield* leafKeys(value, [...at, key]);
}

/** What has an effect in one cluster is computed, and says something in the others. */
function together(judged: readonly Judged[]): IdleValue[] {
  const groups = Map.groupBy(judged, ({ request, path }) => `${componentOf(request)} ${path}`);
  return [...groups.values()].flatMap((group) => {
    const { request, path } = group[0]!;
    const chart = `${request.chart.name} ${request.chart.version}`;
    const places = group.map((one) => one.request.place).toSorted();
    return group.every(({ isIdle }) => isIdle) ? [{ places, chart, path }] : [];
  });
}
