import type { Manifest } from "../kubernetes/manifest.ts";
import { plural, type Problem } from "../problem.ts";
import type { Archive, ChartPlaces } from "./archive.ts";
import { openArchives } from "./archive.ts";
import { Cache } from "./cache/cache.ts";
import type { PlacedChart } from "./cache/placed.ts";
import { objectsOf, placedForm } from "./cache/placed.ts";
import type { Printed } from "./print.ts";
import { print, titleOf } from "./print.ts";
import type { Helm } from "./program.ts";
import { findHelm } from "./program.ts";
import type { ChartRequest, FoundChart, FoundCharts } from "./request.ts";
import { Interrupted } from "./shell.ts";
import { stampOf } from "./cache/stamp.ts";
import { archiveName } from "./store.ts";

export interface RenderOptions extends ChartPlaces {
  /** Directory that may be deleted at any time. */
  readonly cache: string;
  /** How many charts are rendered at once. */
  readonly parallel: number;
  /** A command asks for them, whoever delivers them: where Helm is missing no other delivery helps. */
  readonly isForced?: boolean;
}

/** Charts that are about to be rendered. */
export interface PreparedCharts {
  /** Everything that the result depends on; undefined where something is missing. */
  readonly key: readonly unknown[] | undefined;
  render(): Promise<RenderedCharts>;
}

export interface RenderedCharts {
  readonly found: FoundCharts;
  readonly problems: readonly Problem[];
}

/** Looks for Helm and, while that says its version, for what is to be rendered and for the archives. */
export async function prepareCharts(
  findRequests: () => readonly ChartRequest[],
  options: RenderOptions,
): Promise<PreparedCharts> {
  const cache = new Cache(options.cache);
  const asked = findHelm(cache);
  const requests = findRequests();
  const problems: Problem[] = [];
  const archives = openArchives(requests, options, problems);
  const helm = await asked;
  if (typeof helm === "string") {
    const message = options.isForced ? helm : `${helm}, or ${leaveThem(requests)}`;
    const missing = requests.length === 0 ? [] : [{ place: "helm", message }];
    const nothing = { found: new Map(), problems: missing };
    return { key: undefined, render: () => Promise.resolve(nothing) };
  }
  const digests = [...archives.values()].map(({ digest }) => digest);
  return {
    key: problems.length === 0 ? [helm.version, digests, requests] : undefined,
    async render() {
      const printed = printing(helm, cache);
      const placed = placing(helm, cache, stampOf(), printed);
      const rendered = await renderAll(requests, archives, { printed, placed }, options.parallel);
      return { ...rendered, problems: [...problems, ...rendered.problems] };
    },
  };
}

/** Where the cluster or the placement says that they are rendered. */
function leaveThem([first, ...others]: readonly ChartRequest[]): string {
  const all = [first?.place, ...(others.length > 0 ? [plural(others.length, "other")] : [])];
  return `leave ${all.join(" and ")} to Argo CD with delivery "helm"`;
}

/** Has Helm print the charts, each once for the same archive, values, Kubernetes and Helm. */
export async function renderCharts(
  requests: readonly ChartRequest[],
  options: RenderOptions,
): Promise<RenderedCharts> {
  return (await prepareCharts(() => requests, options)).render();
}

async function renderAll(
  requests: readonly ChartRequest[],
  archives: ReadonlyMap<string, Archive>,
  charts: { readonly printed: Printing; readonly placed: Placing },
  parallel: number,
): Promise<RenderedCharts> {
  const found = new Map<string, FoundChart>();
  const problems: Problem[] = [];
  await eachArchive(requests, archives, parallel, async (archive, request) => {
    const { place } = request;
    try {
      const chart = await charts.placed(archive, request);
      const objects = objectsOf(chart);
      for (const message of chart.issues) problems.push({ place, message });
      if (objects.length === 0 && chart.issues.length > 0) return;
      const { effectiveValues } = await import("./effective.ts");
      const effective = await effectiveValues(request, (one) => charts.printed(archive, one));
      found.set(place, { objects, hasDeleteHook: chart.hasDeleteHook, effective });
    } catch (error) {
      problems.push({ place, message: interruptedIssue(error, request) });
    }
  });
  return { found, problems };
}

type Printing = (archive: Archive, request: ChartRequest) => Promise<Printed>;
type Placing = (archive: Archive, request: ChartRequest) => Promise<PlacedChart>;

/** What to say of a program that did not come to an end; throws whatever else went wrong. */
export function interruptedIssue(error: unknown, request: ChartRequest): string {
  if (!(error instanceof Interrupted)) throw error;
  return `Helm does not render ${titleOf(request)}: ${error.message}; try again`;
}

/** Works on each request whose archive is there, on some at once. */
export async function eachArchive(
  requests: readonly ChartRequest[],
  archives: ReadonlyMap<string, Archive>,
  parallel: number,
  work: (archive: Archive, request: ChartRequest) => Promise<void>,
): Promise<void> {
  const sizeOf = ({ chart }: ChartRequest): number => archives.get(archiveName(chart))?.size ?? 0;
  // What takes long first: at the end, others have nothing left to do meanwhile.
  const waiting = requests.toSorted((a, b) => sizeOf(b) - sizeOf(a));
  const worker = async (): Promise<void> => {
    for (let request = waiting.shift(); request; request = waiting.shift()) {
      const archive = archives.get(archiveName(request.chart));
      if (archive) await work(archive, request);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}

/** Changes with what is found in what Helm printed. */
const printedForm = 2;

/** Remembers what Helm printed. In which cluster makes no difference: they share what comes out the same. */
export function printing(helm: Helm, cache: Cache): Printing {
  return (archive, given) => {
    const request = { ...given, place: "", changes: {} };
    const key = [printedForm, helm.version, archive.digest, request];
    return cache.remember(key, () => print(helm, archive, request), undefined, {
      mayStay: async ({ objects, again = [] }) => !(await holdSecrets([...objects, ...again])),
    });
  };
}

/** What no rule lets into dist/ does not stay on the disk either. The rule is loaded only after Helm has run. */
async function holdSecrets(objects: readonly Manifest[]): Promise<boolean> {
  const { secretsIn } = await import("../check/rules/secrets.ts");
  return objects.some((object) => secretsIn(object).length > 0);
}

/** Remembers a chart once more, as it stands in a cluster: a change of Strata or of the component decides that anew. */
function placing(helm: Helm, cache: Cache, stamp: string, printed: Printing): Placing {
  return (archive: Archive, { changes, ...given }: ChartRequest): Promise<PlacedChart> => {
    const request = { ...given, place: "", changes };
    const make = async (): Promise<PlacedChart> => {
      // With the rules for single objects, which are loaded while Helm runs.
      const [found, { place }] = await Promise.all([
        printed(archive, request),
        import("./place.ts"),
      ]);
      return place(found, request);
    };
    return cache.remember([stamp, helm.version, archive.digest, request], make, placedForm, {
      mayStay: async ({ objects }) => !(await holdSecrets(objects.map(({ manifest }) => manifest))),
    });
  };
}
