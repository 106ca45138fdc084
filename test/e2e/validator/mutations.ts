import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { groupOf } from "../../../lib/kubernetes/manifest.ts";
import { pathText } from "../../../lib/kubernetes/schema/messages.ts";
import type { Key } from "../../../lib/kubernetes/paths.ts";
import { keysOf, valueAt } from "../../../lib/kubernetes/paths.ts";
import { alternatives } from "./transitions/alternatives.ts";
import { put } from "./put.ts";
import type { Edit } from "./edits.ts";
import { editsOf, removed } from "./edits.ts";
import { additionsTo } from "./additions.ts";

/** One object with one thing changed. */
export interface Mutation {
  readonly base: Manifest;
  /** What is done to it in general: "missing", "wrong type", "out of bounds". */
  readonly sort: string;
  readonly path: string;
  /** What is done to it in particular: `= ""`. */
  readonly what: string;
  make(): Manifest;
}

/** Everything that this test knows to do to an object. */
export function mutationsOf(base: Manifest): Mutation[] {
  const found: Mutation[] = [];
  for (const keys of placesIn(base)) {
    if (isFixed(keys)) continue;
    for (const edit of editsOf(keys, valueAt(base, keys))) found.push(mutation(base, keys, edit));
  }
  for (const [keys, edit] of additionsTo(base)) {
    if (!isFixed(keys)) found.push(mutation(base, keys, edit));
  }
  return [...found, ...othersOf(base)];
}

/** Other ways to say what matters, which other fields of the object may not go with. */
function* othersOf(base: Manifest): Iterable<Mutation> {
  const fields = alternatives[`${groupOf(base.apiVersion)}/${base.kind}`] ?? {};
  for (const [path, values] of Object.entries(fields)) {
    const keys = keysOf(path);
    for (const value of values) {
      const what = `= ${JSON.stringify(value)}`;
      const make = (): Manifest => {
        const copy = structuredClone(base);
        put(copy, keys, value);
        return copy;
      };
      yield { base, sort: "otherwise", path, what, make };
    }
  }
}

/** Without these nobody knows what is meant, and the namespace decides whom to ask. */
function isFixed(keys: readonly Key[]): boolean {
  const [first, second] = keys;
  if (first === "apiVersion" || first === "kind" || first === "status") return true;
  return first === "metadata" && (keys.length === 1 || second === "namespace");
}

function mutation(base: Manifest, keys: readonly Key[], { sort, what, value }: Edit): Mutation {
  return { base, sort, what, path: pathText(keys), make: () => edited(base, keys, value) };
}

function edited(base: Manifest, keys: readonly Key[], value: unknown): Manifest {
  const copy = structuredClone(base);
  const parent = valueAt(copy, keys.slice(0, -1)) as Record<Key, unknown>;
  const last = keys.at(-1)!;
  if (value !== removed) parent[last] = structuredClone(value);
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return copy;
}

function* placesIn(value: unknown, keys: readonly Key[] = []): Iterable<readonly Key[]> {
  if (keys.length > 0) yield keys;
  if (typeof value !== "object" || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    yield* placesIn(child, [...keys, Array.isArray(value) ? Number(key) : key]);
  }
}
