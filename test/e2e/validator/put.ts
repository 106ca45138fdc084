import type { Key } from "../../../lib/kubernetes/paths.ts";

/** Writes a value into an object, with all that holds it; undefined takes away what stands there. */
export function put(object: object, keys: readonly Key[], value: unknown): void {
  let holder = object as Record<Key, unknown>;
  for (const key of keys.slice(0, -1)) holder = (holder[key] ??= {}) as Record<Key, unknown>;
  const last = keys.at(-1)!;
  if (value === undefined) delete holder[last];
  else holder[last] = structuredClone(value);
}
