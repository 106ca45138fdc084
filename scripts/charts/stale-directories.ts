import { importChart } from "../import/charts.ts";
import { directoryChart } from "../import/directory.ts";
import { readKnown } from "../import/known.ts";
import type { DirectoryEntry } from "../import/lock.ts";
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
