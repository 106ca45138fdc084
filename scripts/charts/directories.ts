import type { Problem } from "../../lib/problem.ts";
import type { ArchiveEntry, DirectoryEntry, LockedChart } from "../import/lock.ts";

interface SplitCharts {
  readonly archived: readonly ArchiveEntry[];
  readonly directories: readonly DirectoryEntry[];
}

/** The charts of repositories, and those that are directories of this one. */
export function splitCharts(charts: readonly LockedChart[]): SplitCharts {
  return {
    archived: charts.filter((chart) => chart.path === undefined),
    directories: charts.filter((chart) => chart.path !== undefined),
  };
}

/** Says of each that there is nothing to do. */
export function passOver(directories: readonly DirectoryEntry[], what: string): void {
  for (const { name, path } of directories)
    console.error(`note: ${name} is the directory ${path}; there is nothing to ${what}`);
}

/** Why a chart is not moved to another version. */
export function directoryProblem(name: string): Problem {
  const message = `is a directory of the repository; change it there, then run npm run charts -- pull ${name}`;
  return { place: name, message };
}
