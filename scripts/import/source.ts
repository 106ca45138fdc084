import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load, loadAll } from "js-yaml";
import { headOf, readArchive, type ChartFiles } from "../archive/archive.ts";
import { requireStored } from "../archive/store.ts";
import type { LockedChart } from "./lock.ts";
import { listFiles } from "./output.ts";

/** A chart's own files, and its subcharts. */
export interface ChartSource {
  readonly name: string;
  readonly files: ChartFiles;
  readonly appVersion: string | undefined;
  readonly dependencies: readonly Dependency[];
  readonly defaults: string;
  readonly schema: JsonSchema | undefined;
  /** Undefined when its files are not at hand. */
  subchart(name: string): ChartSource | undefined;
}

export interface Dependency {
  readonly name: string;
  readonly alias?: string;
  readonly condition?: string;
}

export type JsonSchema = { readonly [keyword: string]: unknown };

/** Where the charts of the lock are. */
export type ChartLibrary = (chart: LockedChart) => ChartSource;

// What upstream writes in git until a release job puts the real version in.
const placeholders = new Set([
  "0.0.0",
  "0.0.1",
  "0.2.0",
  "1.0.0",
  "v0.0",
  "v0.0.0",
  "v0.0.1",
  "devel",
]);

/** Charts as directories; a subchart may lie inside its chart or beside it. */
export function unpackedCharts(from: string): ChartLibrary {
  const filesOf = (name: string): ChartFiles | undefined => {
    if (!existsSync(join(from, name, "Chart.yaml"))) return undefined;
    const paths = listFiles(join(from, name), ".");
    const read = (path: string): string => readFileSync(join(from, name, path), "utf8");
    return new Map(paths.map((path) => [path.replace(/^\.\//, ""), read(path)]));
  };
  return ({ name, version: wanted }) => {
    const path = join(from, name, "Chart.yaml");
    const files = filesOf(name);
    if (!files)
      throw new Error(`${path}: does not exist; fetch the chart or drop it from charts.lock.yaml`);
    const { version } = headOf(files.get("Chart.yaml") ?? "");
    // A placeholder stands for any version.
    if (version !== wanted && !placeholders.has(version)) {
      throw new Error(
        `${path}: is version ${version}, but charts.lock.yaml wants ${wanted}; fetch that one or change the lock`,
      );
    }
    return sourceOf(name, files, filesOf);
  };
}

/** The archives of a store, which must be those of the lock. */
export function storedCharts(store: string): ChartLibrary {
  return (chart) => archivedChart(chart.name, requireStored(store, chart).archive);
}

/** A chart from its archive alone. */
export function archivedChart(name: string, archive: Uint8Array): ChartSource {
  return sourceOf(name, readArchive(archive));
}

/** The values that a chart has by default; a file of nothing but comments has none. */
export function defaultsOf({ defaults }: ChartSource): Readonly<Record<string, unknown>> {
  return (loadAll(defaults)[0] ?? {}) as Readonly<Record<string, unknown>>;
}

/** A chart of these files. `filesBeside`: those of other charts, which may be its subcharts. */
export function sourceOf(
  name: string,
  files: ChartFiles,
  filesBeside?: (name: string) => ChartFiles | undefined,
): ChartSource {
  const text = files.get("Chart.yaml") ?? "";
  const { dependencies } = load(text) as { dependencies?: readonly Dependency[] };
  const schema = files.get("values.schema.json");
  return {
    name,
    files,
    appVersion: headOf(text).appVersion,
    dependencies: dependencies ?? [],
    defaults: files.get("values.yaml") ?? "",
    schema: schema === undefined ? undefined : (JSON.parse(schema) as JsonSchema),
    subchart(below) {
      const inside = filesBelow(files, `charts/${below}/`);
      const found = inside.has("Chart.yaml") ? inside : filesBeside?.(below);
      return found && sourceOf(below, found, filesBeside);
    },
  };
}

function filesBelow(files: ChartFiles, prefix: string): ChartFiles {
  const below = [...files].filter(([path]) => path.startsWith(prefix));
  return new Map(below.map(([path, text]) => [path.slice(prefix.length), text]));
}
