import { ownOf } from "../../lib/outside/maps.ts";
import { importChart } from "../import/charts.ts";
import { directoryChart } from "../import/directory.ts";
import { readKnown } from "../import/known.ts";
import type { ArchiveEntry, DirectoryEntry } from "../import/lock.ts";
import { filesOfOne } from "../import/one.ts";

/** A line for each directory whose values, kinds or version are no longer those of `imports`. */
export function staleDirectories(
  charts: readonly DirectoryEntry[],
  project: string,
  imports: string,
): string[] {
  const known = readKnown(imports);
  return charts.flatMap((chart) => {
    const fresh = importChart(directoryChart(chart, project), chart, known);
    const { files, gone } = filesOfOne(fresh, known);
    const isCurrent =
      [...files].every(([path, text]) => known.text(path) === text) &&
      gone.every((path) => known.text(path) === undefined);
    const todo = `run "npm run charts -- pull ${chart.name}" and commit`;
    return isCurrent ? [] : [`${chart.path}: imports/ were made of other files; ${todo}`];
  });
}

/** A line for each chart whose version in the lock is not the one that `imports` was made of. */
export function staleArchives(charts: readonly ArchiveEntry[], imports: string): string[] {
  const known = readKnown(imports);
  return charts.flatMap(({ name, version }) => {
    const imported = ownOf(known.charts, name)?.version;
    if (imported === version) return [];
    const found = imported === undefined ? "does not have it" : `has ${imported}`;
    return [
      `${name}: charts.lock.yaml has ${version}, imports/ ${found}; run "npm run charts -- pull ${name}" and commit`,
    ];
  });
}
