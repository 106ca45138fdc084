import { isDeepStrictEqual } from "node:util";
import { diffArrays } from "diff";
import { pathText } from "../../kubernetes/schema/messages.ts";
import type { Node } from "../../kubernetes/schema/node.ts";
import { below, listKeys } from "./schema.ts";

/** A field that came, went or changed. */
export interface FieldChange {
  /** `spec.template.spec.containers[web].image`: items of lists by their key, where they have one. */
  readonly path: string;
  /** The fields above it, and its own; items of lists by their key. */
  readonly keys: readonly string[];
  /** Undefined for what was not there. */
  readonly before?: unknown;
  readonly after?: unknown;
}

interface At {
  readonly path: string;
  readonly keys: readonly string[];
}

/** What differs between two values; lists are matched by the keys of their schema, or by names. */
export function fieldChanges(before: unknown, after: unknown, node?: Node): FieldChange[] {
  const found: FieldChange[] = [];
  compare(before, after, node, { path: "", keys: [] }, found);
  return found;
}

function compare(
  before: unknown,
  after: unknown,
  node: Node | undefined,
  at: At,
  found: FieldChange[],
): void {
  if (isDeepStrictEqual(before, after)) return;
  if (isMap(before) && isMap(after)) return compareMaps(before, after, node, at, found);
  if (Array.isArray(before) && Array.isArray(after))
    return compareLists(before, after, node, at, found);
  found.push({ ...at, before, after });
}

function compareMaps(
  before: Fields,
  after: Fields,
  node: Node | undefined,
  at: At,
  found: FieldChange[],
): void {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const key of keys) {
    const next = { path: pathText([key], at.path), keys: [...at.keys, key] };
    compare(before[key], after[key], below(node, key), next, found);
  }
}

function compareLists(
  before: readonly unknown[],
  after: readonly unknown[],
  node: Node | undefined,
  at: At,
  found: FieldChange[],
): void {
  const keys = [listKeys(node), ["name"]].find(
    (tried) => tried && areUnique(before, tried) && areUnique(after, tried),
  );
  if (!keys) return compareInOrder(before, after, at, found);
  const [old, own] = [before, after].map((list) => byKey(list, keys));
  for (const key of new Set([...old!.keys(), ...own!.keys()])) {
    const next = { path: `${at.path}[${key}]`, keys: [...at.keys, key] };
    compare(old!.get(key), own!.get(key), below(node), next, found);
  }
  const [were, are] = [old!, own!].map((map, i) =>
    [...map.keys()].filter((key) => (i === 0 ? own! : old!).has(key)),
  );
  if (!isDeepStrictEqual(were, are))
    found.push({ ...at, path: `${at.path} (order)`, before: were, after: are });
}

/** Items without a key: what both lists have in the same order is left out. */
function compareInOrder(
  before: readonly unknown[],
  after: readonly unknown[],
  at: At,
  found: FieldChange[],
): void {
  const comparator = (one: unknown, other: unknown): boolean => isDeepStrictEqual(one, other);
  const next = { path: `${at.path}[]`, keys: [...at.keys, "[]"] };
  for (const { added, removed, value } of diffArrays([...before], [...after], { comparator }))
    if (added) for (const one of value) found.push({ ...next, after: one });
    else if (removed) for (const one of value) found.push({ ...next, before: one });
}

type Fields = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function keyOf(item: unknown, keys: readonly string[]): string {
  return keys
    .map((key) => (item as Fields)[key])
    .filter((part) => part !== undefined)
    .map(String)
    .join("/");
}

function areUnique(list: readonly unknown[], keys: readonly string[]): boolean {
  if (!list.every(isMap)) return false;
  const seen = new Set(list.map((item) => keyOf(item, keys)));
  return seen.size === list.length && !seen.has("");
}

function byKey(list: readonly unknown[], keys: readonly string[]): Map<string, unknown> {
  return new Map(list.map((item) => [keyOf(item, keys), item]));
}
