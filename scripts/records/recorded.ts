import { isCurrent } from "../../lib/helm/record/inputs.ts";
import type { ChartRecord } from "../../lib/helm/record/record.ts";
import { Records } from "../../lib/helm/record/records.ts";
import type { RenderOptions } from "../../lib/helm/render.ts";
import { foundIn } from "../../lib/helm/record/found.ts";
import type { ChartRequest, FoundChart, FoundCharts } from "../../lib/helm/request.ts";
import type { Problem } from "../../lib/problem.ts";
import { staleLine } from "./stale.ts";

/** What charts make that Argo CD renders. */
export interface RecordedCharts {
  /** Reduced; not to be written anywhere. Absent where nobody knows. */
  readonly found: FoundCharts;
  readonly problems: readonly Problem[];
  /** At most one line, for who reads along: which records are of something else, and how to renew them. */
  readonly stale: readonly string[];
}

export interface RecordOptions extends RenderOptions {
  /** Directory of the records. */
  readonly records: string;
  /** Renders what has changed, and leaves the files as they are. */
  readonly isDry?: boolean;
}

/**
 * The records of these charts. Those of other values or versions are made anew where archive and Helm are at hand;
 * nothing is asked of either where all are current.
 */
export async function findRecorded(
  requests: readonly ChartRequest[],
  options: RecordOptions,
): Promise<RecordedCharts> {
  const records = new Records(options.records);
  const outdated = requests.filter((request) => !isCurrent(records.own(request), request));
  const { made, failed } = await renew(outdated, records, options);
  const told = new Set([...made.keys(), ...failed.map(({ place }) => place)]);
  const found = new Map<string, FoundChart>();
  const problems: Problem[] = [...failed];
  for (const request of requests) {
    const { place } = request;
    const record = made.get(place) ?? records.find(request);
    if (!record) {
      if (!told.has(place)) problems.push({ place, message: unknown(request) });
      continue;
    }
    for (const message of record.issues) problems.push({ place, message });
    const isBorrowed = !made.has(place) && !records.own(request);
    found.set(place, { ...foundIn(record, request), ...(isBorrowed && { isBorrowed }) });
  }
  problems.push(...records.problems);
  const stale = outdated.filter(({ place }) => !told.has(place));
  return { found, problems, stale: staleLine(stale, records) };
}

interface Made {
  readonly made: ReadonlyMap<string, ChartRecord>;
  readonly failed: readonly Problem[];
}

async function renew(
  outdated: readonly ChartRequest[],
  records: Records,
  options: RecordOptions,
): Promise<Made> {
  if (outdated.length === 0) return { made: new Map(), failed: [] };
  // With Helm's reader and all rules for single objects.
  const { renewRecords } = await import("./renew.ts");
  const { records: made, problems } = await renewRecords(outdated, records, options);
  return { made, failed: problems };
}

function unknown({ chart }: ChartRequest): string {
  return `nobody knows what chart ${chart.name} ${chart.version} makes, as it was never rendered; run "npm run charts -- pull ${chart.name}" where Helm is on the PATH`;
}
