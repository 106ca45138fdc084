import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type * as parser from "./parse.ts";
import type { Manifest } from "./manifest.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** One document of a YAML file. */
export interface YamlDocument {
  /** Below the repository. */
  readonly file: string;
  readonly value: unknown;
}

export interface ReadDirectory {
  readonly documents: readonly YamlDocument[];
  /** What was found, and what to do. */
  readonly issues: readonly string[];
}

/** The documents of the YAML files of a directory of the repository, or of one file, in the order of their names. */
export function readDirectory(from: string): ReadDirectory {
  const path = normalize(from);
  const nothing = (issue: string): ReadDirectory => ({ documents: [], issues: [issue] });
  if (isAbsolute(path) || path.split(sep)[0] === "..")
    return nothing(`from is "${from}", which is not below the repository; name a directory of it`);
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stat) return nothing(`from is "${from}", which is not there; correct it`);
  const files = stat.isFile() ? [path] : filesBelow(path);
  if (files.length === 0)
    return nothing(`from is "${from}", where no file ends in .yaml or .yml; put one there`);
  const kustomization = files.find((file) => /(?:^|[/\\])kustomization\.ya?ml$/.test(file));
  if (kustomization !== undefined)
    return nothing(
      `${kustomization} is for kustomize, which nobody runs here; keep what it builds ("kustomize build")`,
    );
  const read = files.map(readFile);
  return {
    documents: read.flatMap(({ documents }) => documents),
    issues: read.flatMap(({ issues }) => issues),
  };
}

function filesBelow(path: string): string[] {
  const found: readonly string[] = readdirSync(join(root, path), {
    recursive: true,
    encoding: "utf8",
  });
  return found
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => join(path, name));
}

function readFile(file: string): ReadDirectory {
  // A reader of YAML, which fleets without such directories need not load.
  const { parseObjects } = createRequire(import.meta.url)("./parse.ts") as typeof parser;
  try {
    const values: readonly unknown[] = parseObjects(readFileSync(join(root, file), "utf8"));
    return { documents: values.map((value) => ({ file, value })), issues: [] };
  } catch (error) {
    const reason = (error as Error).message.split("\n")[0]!;
    return { documents: [], issues: [`${file} cannot be read: ${reason}; correct it`] };
  }
}

/** Whether a document can be put into a cluster; what else is wrong with it, its schema says. */
export function isObject(value: unknown): value is Manifest {
  const { apiVersion, kind, metadata } = (value ?? {}) as Partial<Manifest>;
  return [apiVersion, kind, metadata?.name].every(
    (field) => typeof field === "string" && field !== "",
  );
}
