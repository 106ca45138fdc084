import { existsSync, readdirSync, readFileSync } from "node:fs";
import { FleetError } from "../../problem.ts";
import type { Definitions, Schema } from "./schema.ts";

export type Scope = "Namespaced" | "Cluster";

/** A schema together with what its references name: the arguments of `check`. */
export interface Checkable {
  readonly schema: Schema;
  readonly definitions: Definitions;
}

export interface CoreKind extends Checkable {
  readonly scope: Scope;
}

/** imports/crds/<group>/<Kind>.json. A version that is no longer served has no schema. */
export interface CustomResource {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: Scope;
  readonly versions: Readonly<Record<string, CustomResourceVersion>>;
}

export interface CustomResourceVersion {
  readonly storage: boolean;
  readonly served: boolean;
  readonly schema?: Schema;
}

interface KubernetesFile {
  readonly kinds: Readonly<Record<string, { readonly definition: string; readonly scope: Scope }>>;
  readonly definitions: Definitions;
}

const imports = new URL("../../../imports/", import.meta.url);
const files = new Map<string, unknown>();

let minors: readonly string[] | undefined;

/** The minor versions whose API is known, oldest first: "1.34", "1.35". */
export function kubernetesMinors(): readonly string[] {
  return (minors ??= findMinors());
}

function findMinors(): string[] {
  const all: readonly string[] = readdirSync(new URL("kubernetes/", imports));
  const names = all.filter((name) => name.endsWith(".json"));
  const byMinor = (one: string, other: string) =>
    Number(one.split(".")[1]) - Number(other.split(".")[1]);
  return names.map((name) => name.slice(0, -".json".length)).toSorted(byMinor);
}

/** The schema of a built-in kind; undefined when that Kubernetes does not have it. */
export function coreSchema(minor: string, apiVersion: string, kind: string): CoreKind | undefined {
  const file = kubernetes(minor);
  const found = file.kinds[`${apiVersion}/${kind}`];
  if (!found) return undefined;
  const schema = file.definitions[found.definition];
  return schema && { schema, definitions: file.definitions, scope: found.scope };
}

/** The shared definitions of a minor; custom resources need them for their metadata. */
export function coreDefinitions(minor: string): Definitions {
  return kubernetes(minor).definitions;
}

/** The kinds of a minor as `<apiVersion>/<kind>`. */
export function coreKinds(minor: string): string[] {
  return Object.keys(kubernetes(minor).kinds);
}

/** What a chart's CRD says of a kind; undefined when no chart brings it. */
export function customResource(group: string, kind: string): CustomResource | undefined {
  // Both are of objects that charts print: no file elsewhere is asked for.
  if (/[/\\%?#]|^\.*$/.test(group) || /[/\\%?#]/.test(kind)) return undefined;
  return readJson<CustomResource>(`crds/${group}/${kind}.json`);
}

/** The schema of a chart's values; undefined when the chart is not imported. */
export function valuesSchema(chart: string): Checkable | undefined {
  const schema = readJson<Schema & { readonly $defs?: Definitions }>(`values/${chart}.json`);
  return schema && { schema, definitions: schema.$defs ?? noDefinitions };
}

const noDefinitions: Definitions = {};

/** What a type of lib/model allows, by its name: made of the types themselves. */
export function modelSchema(type: string): Checkable {
  const { $defs: definitions = noDefinitions } =
    readJson<{ readonly $defs: Definitions }>("model.json") ?? {};
  const schema = definitions[type];
  if (!schema)
    throw new Error(`imports/model.json has no type ${type}; run npm run import -- --model`);
  return { schema, definitions };
}

/** A minor that is not imported, which the validator reports, is read as the newest. */
function kubernetes(minor: string): KubernetesFile {
  const known = kubernetesMinors();
  const file = known.includes(minor) ? minor : known.at(-1)!;
  return readJson<KubernetesFile>(`kubernetes/${file}.json`)!;
}

/** A file of imports/, read once; undefined where there is none. */
export function readJson<Content>(path: string): Content | undefined {
  if (!files.has(path)) {
    const url = new URL(path, imports);
    files.set(path, existsSync(url) ? parsed(path, readFileSync(url, "utf8")) : undefined);
  }
  return files.get(path) as Content | undefined;
}

/** A merge leaves both sides in a file, and a disk the half of one. */
function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const message = "is no JSON; take it from git as it was, or make it anew with npm run import";
    throw new FleetError([{ place: `imports/${path}`, message }]);
  }
}
