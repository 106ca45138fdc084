import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, mapOf } from "../../lib/outside/maps.ts";
import { BadText, readAllYaml, readJson, readYaml } from "../../lib/outside/text.ts";
import { BadArchive, headOf, readArchive, type ChartFiles } from "../archive/archive.ts";
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

/** The values that a chart has by default; a file of nothing but comments has none. Throws a BadText. */
export function defaultsOf({ defaults }: ChartSource): Readonly<Record<string, unknown>> {
  const [values = {}] = inFile("values.yaml", () => readAllYaml(defaults));
  return isMap(values ?? {}) ? mapOf(values) : inFile("values.yaml", () => noMap());
}

/** Says in which file of a chart the text stands that is not taken. */
function inFile<Value>(file: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof BadText)) throw error;
    throw new BadArchive(`holds a ${file} that cannot be read: ${error.message}`);
  }
}

function noMap(): never {
  throw new BadText("is no map");
}

/** Subcharts of subcharts, each as often as it is named: a few that name one another are more than there is memory. */
const mostSubcharts = 20_000;

/** A chart of these files. `filesBeside`: those of other charts, which may be its subcharts. Throws a BadArchive. */
export function sourceOf(
  name: string,
  files: ChartFiles,
  filesBeside?: (name: string) => ChartFiles | undefined,
  left = { subcharts: mostSubcharts },
): ChartSource {
  const text = files.get("Chart.yaml") ?? "";
  const { dependencies } = mapOf(inFile("Chart.yaml", () => readYaml(text)));
  const schema = files.get("values.schema.json");
  if (left.subcharts-- === 0)
    throw new BadArchive(`stands for more than ${mostSubcharts} subcharts`);
  return {
    name,
    files,
    appVersion: headOf(text).appVersion,
    dependencies: Array.isArray(dependencies) ? dependencies.map(dependencyOf) : [],
    defaults: files.get("values.yaml") ?? "",
    schema:
      schema === undefined
        ? undefined
        : mapOf(inFile("values.schema.json", () => readJson(schema))),
    subchart(below) {
      const inside = filesBelow(files, `charts/${below}/`);
      const found = inside.has("Chart.yaml") ? inside : filesBeside?.(below);
      return found && sourceOf(below, found, filesBeside, left);
    },
  };
}

/** As Helm has the names of charts; they are names of folders, too. */
const chartName = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

function dependencyOf(found: unknown): Dependency {
  const { name, alias, condition } = mapOf(found);
  const [own = "", other, path] = [name, alias, condition].map((one) => one ?? undefined);
  const isNamed = [own, other ?? "none"].every(
    (one) => typeof one === "string" && chartName.test(one),
  );
  if (!isNamed || typeof (path ?? "") !== "string")
    throw new BadArchive(
      "holds a Chart.yaml with a dependency whose name, alias or condition is none",
    );
  return {
    name: own as string,
    ...(other ? { alias: other as string } : {}),
    ...(path ? { condition: path as string } : {}),
  };
}

function filesBelow(files: ChartFiles, prefix: string): ChartFiles {
  const below = [...files].filter(([path]) => path.startsWith(prefix));
  return new Map(below.map(([path, text]) => [path.slice(prefix.length), text]));
}
