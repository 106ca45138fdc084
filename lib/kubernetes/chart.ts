import { readJson } from "./schema/catalogue.ts";

/** A custom resource definition that a chart brings along, or whose operator creates it. */
export interface ImportedDefinition {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: "Namespaced" | "Cluster";
  /** The served versions, newest first. */
  readonly versions: readonly string[];
  /** Size as compact JSON; above 262144 only a server-side apply can carry it. */
  readonly bytes: number;
}

/** A chart of charts.lock.yaml as `npm run import` found it. */
export type ImportedChart = ArchivedChart | DirectoryChart;

interface FoundChart {
  readonly name: string;
  readonly version: string;
  /** Empty where the chart says none. */
  readonly appVersion: string;
  readonly crds: readonly ImportedDefinition[];
}

/** A chart of a repository. */
export interface ArchivedChart extends FoundChart {
  readonly repository: string;
  readonly path?: never;
  /** Of the archive, `sha256:<hex>`; absent until `npm run charts -- pull` has written it in the lock. */
  readonly digest?: string;
}

/** A chart that is a directory of this repository. */
export interface DirectoryChart extends FoundChart {
  /** Below the repository. */
  readonly path: string;
  readonly repository?: never;
  readonly digest?: never;
}

/** Types of the values of each chart, by its name. imports/values adds one for each chart of the lock. */
// oxlint-disable-next-line no-empty-object-type
export interface ChartValues {}

// Of an interface that grows by declarations, which the linter takes for a union of texts alone.
// oxlint-disable-next-line no-redundant-type-constituents
export type ChartName = keyof ChartValues & string;

/** The type of a chart's values; any record for a chart that is described in place. */
export type ValuesOf<Chart> = [Chart] extends [never]
  ? never
  : Chart extends ChartName
    ? ChartValues[Chart]
    : Readonly<Record<string, unknown>>;

/** A chart of charts.lock.yaml as it was imported; undefined for a name that is not there. */
export function importedChart(name: string): ImportedChart | undefined {
  const charts = importedCharts();
  return Object.hasOwn(charts, name) ? charts[name] : undefined;
}

export function importedCharts(): Readonly<Record<string, ImportedChart>> {
  return readJson("charts.json") ?? {};
}
