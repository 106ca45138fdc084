import type { Manifest } from "../../kubernetes/manifest.ts";
import type { Issue } from "../../kubernetes/schema/schema.ts";
import type { Key } from "../../kubernetes/paths.ts";
import { keysOf, valueAt } from "../../kubernetes/paths.ts";

/** As `check` words a value of the wrong type. */
const mistyped = /, not (?:a string|a number|an integer|a boolean|an object|a list)\b/;

/** The object without the values of a wrong type; what else is wrong with it does not mislead who reads on. */
export function withoutMistyped(manifest: Manifest, issues: readonly Issue[]): Manifest {
  const wrong = issues.filter(({ message }) => mistyped.test(message));
  if (wrong.length === 0) return manifest;
  const copy = copyOf(manifest) as Manifest;
  // From the end, so that the places of list items before it stay true.
  for (const { path } of wrong.toReversed()) remove(copy, keysOf(path));
  return copy;
}

/** Of the maps and lists; whatever else stands in them stays what it is. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copyOf(one)]));
}

function remove(root: object, keys: readonly Key[]): void {
  const parent = valueAt(root, keys.slice(0, -1)) as Record<Key, unknown>;
  const last = keys.at(-1)!;
  // Everything is told by its name.
  if (keys[0] === "metadata" && keys.length === 2 && last === "name")
    parent[last] = String(parent[last]);
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
}
