/** The fields of a part of an object. */
export type Fields = Readonly<Record<string, unknown>>;

export function only(fields: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(
    keys.flatMap((key) => (fields[key] === undefined ? [] : [[key, fields[key]]])),
  );
}

/** No fields where a chart printed something else. */
export function recordOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

export function sortedKeys(fields: Fields, change: (value: unknown) => unknown): Fields {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  const sorted = entries.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, value]) => [key, change(value)]));
}

/** The same value with the keys of all its objects in order. */
export function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  return sortedKeys(value as Fields, inOrder);
}
