import { prepare, type Node } from "../schema/node.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * What a server-side apply makes of the live value: what was applied before and is left out now goes, with all below it;
 * what the server has filled in beside it belongs to nobody, and stays.
 */
export function merged(
  node: Node | undefined,
  live: unknown,
  before: unknown,
  after: unknown,
): unknown {
  if (node && !node.ready) prepare(node);
  if (isFields(live) && isFields(after))
    return mergedFields(node, live, isFields(before) ? before : {}, after);
  if (!Array.isArray(live) || !Array.isArray(after)) return after;
  const known: readonly unknown[] = Array.isArray(before) ? before : [];
  // The server fills in no items of sets and plain lists.
  return node?.mapKeys ? mergedItems(node, node.mapKeys, [live, known, after]) : after;
}

function mergedFields(node: Node | undefined, live: Fields, before: Fields, after: Fields): Fields {
  const kept = Object.entries(live).filter(
    ([key]) => isAbsent(after[key]) && isAbsent(before[key]),
  );
  const applied = Object.entries(after)
    .filter(([, value]) => !isAbsent(value))
    .map(([key, value]) => {
      const child = node?.properties?.get(key) ?? node?.additional;
      return [key, merged(child, live[key], before[key], value)];
    });
  return Object.fromEntries([...kept, ...applied]) as Fields;
}

type Lists = readonly [
  live: readonly unknown[],
  before: readonly unknown[],
  after: readonly unknown[],
];

function mergedItems(node: Node, keys: readonly string[], [live, before, after]: Lists): unknown[] {
  const nameOf = (item: unknown): string =>
    JSON.stringify(keys.map((key) => (item as Fields | null)?.[key] ?? presets[key]));
  const [was, applied, own] = [live, before, after].map(
    (items) => new Map(items.map((item) => [nameOf(item), item])),
  );
  const others = live.filter((item) => !own!.has(nameOf(item)) && !applied!.has(nameOf(item)));
  return [
    ...after.map((item) => {
      const name = nameOf(item);
      return merged(node.items, was!.get(name), applied!.get(name), item);
    }),
    ...others,
  ];
}

/** Keys of list items that may be left out. */
const presets: Fields = { protocol: "TCP" };

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
