import { readOf } from "../archive/refused.ts";
import { BadDirectory, readChartDirectory } from "../../lib/helm/directory.ts";
import { chartFilesOf } from "../archive/archive.ts";
import { Refusal } from "../tell/refusal.ts";
import type { DirectoryEntry } from "./lock.ts";
import { sourceOf, type ChartLibrary, type ChartSource } from "./source.ts";

/** A chart from its directory alone. */
export function directoryChart(chart: DirectoryEntry, project: string): ChartSource {
  try {
    const files = readChartDirectory(project, chart.path);
    return readOf(chart, () => sourceOf(chart.name, chartFilesOf(files)));
  } catch (error) {
    if (!(error instanceof BadDirectory)) throw error;
    throw new Refusal([{ place: chart.name, message: error.message }], "nothing is written");
  }
}

/** Directories of the project, and of other charts what the library has. */
export function withDirectories(project: string, library: ChartLibrary): ChartLibrary {
  return (chart) => (chart.path === undefined ? library(chart) : directoryChart(chart, project));
}
