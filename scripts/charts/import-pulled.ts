import { importChart } from "../import/charts.ts";
import { readKnown } from "../import/known.ts";
import type { LockedChart } from "../import/lock.ts";
import { filesOfOne, writeImport } from "../import/one.ts";
import { archivedChart } from "../import/source.ts";
import { labelOf } from "./pull.ts";
import { tryStored } from "../archive/store.ts";

/** Which charts are imported: those that imports/ lacks, or those that were named, too. */
export interface PulledImport {
  readonly store: string;
  readonly imports: string;
  readonly isNamed: boolean;
  readonly onProgress: (line: string) => void;
  readonly onNote: (line: string) => void;
}

/** Imports charts that were pulled, each alone: no other archive is needed. */
export async function importPulled(
  charts: readonly LockedChart[],
  { store, imports, isNamed, onProgress, onNote }: PulledImport,
): Promise<void> {
  for (const chart of charts) {
    const known = readKnown(imports);
    const before = known.charts[chart.name];
    if (before && before.version !== chart.version) {
      const update = `run npm run charts -- update ${chart.name} --to ${chart.version}, which lists what changes`;
      onNote(`${labelOf(chart)}: imports/ are of ${before.version}; ${update}`);
      continue;
    }
    const stored = before && !isNamed ? "is there" : tryStored(store, chart);
    // What is wrong with an archive, pull has told.
    if (typeof stored === "string") continue;
    const fresh = importChart(archivedChart(chart.name, stored.archive), chart, known);
    writeImport(imports, filesOfOne(fresh, known));
    for (const note of fresh.skipped) onNote(note);
    onProgress(`${labelOf(chart)}: types and schemas written in ${imports}`);
  }
}
