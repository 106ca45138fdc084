import { importChart } from "../import/charts.ts";
import { directoryChart } from "../import/directory.ts";
import { readKnown } from "../import/known.ts";
import type { LockedChart } from "../import/lock.ts";
import { filesOfOne, writeImport } from "../import/one.ts";
import { archivedChart, type ChartSource } from "../import/source.ts";
import { labelOf } from "./pull.ts";
import { ownOf } from "../../lib/outside/maps.ts";
import type { Problem } from "../../lib/problem.ts";
import { readOf } from "../archive/refused.ts";
import { tryStored } from "../archive/store.ts";
import { Refusal } from "../tell/refusal.ts";

/** Which charts are imported: those that imports/ lacks, or those that were named, too. */
export interface PulledImport {
  readonly store: string;
  /** The repository, for charts that are directories of it. */
  readonly project: string;
  readonly imports: string;
  readonly isNamed: boolean;
  readonly onProgress: (line: string) => void;
  readonly onNote: (line: string) => void;
}

/** Imports charts that were pulled, each alone: no other archive is needed, and none of them ends the others. */
export function importPulled(charts: readonly LockedChart[], options: PulledImport): Problem[] {
  return charts.flatMap((chart) => {
    try {
      importOne(chart, options);
      return [];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return error.problems;
    }
  });
}

function importOne(chart: LockedChart, options: PulledImport): void {
  const { imports, isNamed, onProgress, onNote } = options;
  const known = readKnown(imports);
  const before = ownOf(known.charts, chart.name);
  const isMoved = before !== undefined && before.version !== chart.version;
  if (isMoved && chart.path === undefined) {
    const update = `run npm run charts -- update ${chart.name} --to ${chart.version}, which lists what changes`;
    onNote(`${labelOf(chart)}: imports/ are of ${before.version}; ${update}`);
    return;
  }
  const isThere = before !== undefined && !isMoved && before.path === chart.path;
  const source = isThere && !isNamed ? undefined : sourceFor(chart, options);
  // What is wrong with an archive, pull has told.
  if (!source) return;
  const fresh = importChart(source, chart, known);
  writeImport(imports, filesOfOne(fresh, known));
  for (const note of fresh.skipped) onNote(note);
  onProgress(`${labelOf(chart)}: types and schemas written in ${imports}`);
}

function sourceFor(chart: LockedChart, { store, project }: PulledImport): ChartSource | undefined {
  if (chart.path !== undefined) return directoryChart(chart, project);
  const stored = tryStored(store, chart);
  return typeof stored === "string"
    ? undefined
    : readOf(chart, () => archivedChart(chart.name, stored.archive));
}
