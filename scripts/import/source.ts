import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load, loadAll } from "js-yaml";
import type { LockedChart } from "./lock.ts";

/** A chart's own files, as they lie in the directory given by --from. */
export interface ChartSource {
  readonly name: string;
  readonly dependencies: readonly Dependency[];
  readonly defaults: string;
  readonly schema: JsonSchema | undefined;
  readonly definitions: readonly CustomResourceDefinition[];
}

export interface Dependency {
  readonly name: string;
  readonly alias?: string;
  readonly condition?: string;
}

export type JsonSchema = { readonly [keyword: string]: unknown };

export interface CustomResourceDefinition {
  readonly kind: string;
  readonly spec: {
    readonly group: string;
    readonly scope: "Namespaced" | "Cluster";
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly DefinedVersion[];
  };
}

export interface DefinedVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema?: { readonly openAPIV3Schema?: JsonSchema };
}

interface ChartFile {
  readonly version: string;
  readonly dependencies?: readonly Dependency[];
}

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

/** Reads the chart, which must be of the locked version unless its file holds a placeholder. */
export function readLockedChart(from: string, locked: LockedChart): ChartSource {
  const { version } = readChartFile(from, locked.name);
  if (version !== locked.version && !placeholders.has(version)) {
    throw new Error(
      `${join(from, locked.name, "Chart.yaml")}: is version ${version}, but charts.lock.yaml wants ${locked.version}; fetch that one or change the lock`,
    );
  }
  return readChart(from, locked.name);
}

export function hasChart(from: string, name: string): boolean {
  return existsSync(join(from, name, "Chart.yaml"));
}

export function readChart(from: string, name: string): ChartSource {
  const file = readChartFile(from, name);
  const schemaPath = join(from, name, "values.schema.json");
  const valuesPath = join(from, name, "values.yaml");
  return {
    name,
    dependencies: file.dependencies ?? [],
    defaults: existsSync(valuesPath) ? readFileSync(valuesPath, "utf8") : "",
    schema: existsSync(schemaPath)
      ? (JSON.parse(readFileSync(schemaPath, "utf8")) as JsonSchema)
      : undefined,
    definitions: readDefinitions(join(from, name, "crds")),
  };
}

function readChartFile(from: string, name: string): ChartFile {
  const path = join(from, name, "Chart.yaml");
  if (!existsSync(path))
    throw new Error(`${path}: does not exist; fetch the chart or drop it from charts.lock.yaml`);
  return load(readFileSync(path, "utf8")) as ChartFile;
}

function readDefinitions(directory: string): CustomResourceDefinition[] {
  if (!existsSync(directory)) return [];
  const files = readdirSync(directory).filter((name) => /\.ya?ml$/.test(name));
  return files
    .toSorted()
    .flatMap(
      (name) =>
        loadAll(readFileSync(join(directory, name), "utf8")) as (CustomResourceDefinition | null)[],
    )
    .filter(
      (document) => document?.kind === "CustomResourceDefinition",
    ) as CustomResourceDefinition[];
}
