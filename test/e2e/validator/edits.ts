import type { Key } from "../../../lib/kubernetes/paths.ts";

/** What is to stand at a place instead; `removed` where nothing is left. */
export interface Edit {
  readonly sort: string;
  readonly what: string;
  readonly value: unknown;
}

export const removed = Symbol("removed");

const texts: Readonly<Record<string, readonly string[]>> = {
  empty: [""],
  "bad name": ["Foo_bar!", "a b", "a.b", "-x", "x-", "a/b", "UPPER", "a..b", "1", "ä"],
  "too long": ["x".repeat(64), "x".repeat(254)],
  "bad address": ["10.0.0.300", "10.0.0.0/33", "10.0.0.1/8", "::1", "fd00::/64", "*.a.example"],
};
const quantities = ["10 Gi", "1Gib", "1.5.5", "-5", "1e3", "0.5", "1K", "Gi", -1, 5];
const schedules = [
  "* * * *",
  "61 * * * *",
  "* * * * * *",
  "0 0 32 * *",
  "@daily",
  "*/0 * * * *",
  "5-1 * * * *",
  "0 0 * jan mon-fri",
  "0 0 * * 7",
];
const numbers = [-1, 0, 1, 600, 65_536, 70_000, 1_000_000_001, 2 ** 31, 2 ** 53];
const paths = ["a", "../a", "/", "/a/../b", "a:b"];

const looksLikeQuantity = /^[\d.]+(?:m|[KMGT]i?)$/;
const looksLikeSchedule = /^(?:[\d*/,-]+ ){4}[\d*/,-]+$/;

/** What can be done to a value, of which much is wrong, and some is not. */
export function* editsOf(keys: readonly Key[], value: unknown): Iterable<Edit> {
  yield { sort: "missing", what: "removed", value: removed };
  // Rendering drops a field that is null, and keeps an item that is.
  if (typeof keys.at(-1) === "number") yield { sort: "null", what: "= null", value: null };
  if (typeof value === "string") yield* editsOfText(keys, value);
  else if (typeof value === "number") yield* editsOfNumber(keys, value);
  else if (typeof value === "boolean") {
    yield* replacements("wrong type", [String(value), 1, {}]);
    yield { sort: "opposite", what: `= ${!value}`, value: !value };
  } else if (Array.isArray(value)) yield* editsOfList(value as readonly unknown[]);
  else if (typeof value === "object" && value !== null) yield* editsOfFields(value);
}

function* editsOfText(keys: readonly Key[], value: string): Iterable<Edit> {
  yield* replacements("wrong type", [7, true, {}, []]);
  for (const [sort, values] of Object.entries(texts)) yield* replacements(sort, values);
  yield* replacements("other case", [swapCase(value)]);
  if (isAmount(keys) || looksLikeQuantity.test(value))
    yield* replacements("bad quantity", quantities);
  if (looksLikeSchedule.test(value)) yield* replacements("bad schedule", schedules);
  if (value.startsWith("/") || /path$/i.test(String(keys.at(-1))))
    yield* replacements("bad path", paths);
}

function* editsOfNumber(keys: readonly Key[], value: number): Iterable<Edit> {
  yield* replacements("wrong type", ["x", String(value), true, {}, value + 0.5]);
  yield* replacements("out of bounds", numbers);
  if (isAmount(keys)) yield* replacements("bad quantity", quantities);
}

function* editsOfList(value: readonly unknown[]): Iterable<Edit> {
  yield* replacements("wrong type", [{}, "x", [null], [[]]]);
  yield { sort: "empty", what: "= []", value: [] };
  if (value.length > 0)
    yield { sort: "twice", what: "first item twice", value: [...value, value[0]] };
}

function* editsOfFields(value: object): Iterable<Edit> {
  yield* replacements("wrong type", ["x", [], 7]);
  yield { sort: "empty", what: "= {}", value: {} };
  yield { sort: "unknown", what: "and unknownField", value: { ...value, unknownField: 1 } };
  for (const key of ["Bad Key!", "a/b/c", "x".repeat(64), ""]) {
    yield { sort: "bad key", what: `and ${show(key)}`, value: { ...value, [key]: "x" } };
  }
}

function* replacements(sort: string, values: readonly unknown[]): Iterable<Edit> {
  for (const value of values) yield { sort, what: `= ${show(value)}`, value };
}

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 20 ? `${text.slice(0, 6)}…(${text.length})` : text;
}

function isAmount(keys: readonly Key[]): boolean {
  return keys.some((key) =>
    /^(?:requests|limits|capacity|hard|max|min|default)$/.test(String(key)),
  );
}

function swapCase(text: string): string {
  const lower = text.toLowerCase();
  return text === lower ? text.toUpperCase() : lower;
}
