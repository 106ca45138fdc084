import { isCurrent } from "../../lib/helm/record/inputs.ts";
import type { ChartRecord } from "../../lib/helm/record/record.ts";
import { Records } from "../../lib/helm/record/records.ts";
import type { RenderOptions } from "../../lib/helm/render.ts";
import type { ChartRequest } from "../../lib/helm/request.ts";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import { know } from "../../lib/kubernetes/known.ts";
import type { Problem } from "../../lib/problem.ts";
import { staleLine } from "./stale.ts";

/** What charts make that Argo CD renders. */
export interface RecordedCharts {
  /** By place. Reduced, with Helm's hooks among them; not to be written anywhere. Absent where nobody knows. */
  readonly recorded: ReadonlyMap<string, readonly Manifest[]>;
  /** By place: paths of values that no schema knows, and that change what the chart makes. */
  readonly effective: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly Problem[];
  /** At most one line, for who reads along: which records are of something else, and how to renew them. */
  readonly stale: readonly string[];
}

/** How a plan comes by what charts make. */
export type FindRecorded = (requests: readonly ChartRequest[]) => Promise<RecordedCharts>;

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
  const recorded = new Map<string, readonly Manifest[]>();
  const effective = new Map<string, readonly string[]>();
  const problems: Problem[] = [...failed];
  for (const request of requests) {
    const { place } = request;
    const record = made.get(place) ?? records.find(request);
    if (!record) continue;
    for (const message of record.issues) problems.push({ place, message });
    recorded.set(place, objectsOf(record));
    effective.set(place, record.effective);
  }
  problems.push(...records.problems);
  const told = new Set([...made.keys(), ...failed.map(({ place }) => place)]);
  const stale = outdated.filter(({ place }) => !told.has(place));
  return { recorded, effective, problems, stale: staleLine(stale, records) };
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

/** Their record says what was found in them as they were: nothing is left to look at. */
function objectsOf({ objects }: ChartRecord): readonly Manifest[] {
  for (const manifest of objects) know(manifest, { content: "", blob: "" });
  return objects;
}
