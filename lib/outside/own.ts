/** What a table says of a key that others chose: `constructor` and its like are in every object of JavaScript. */
export function ownOf<Value>(
  table: Readonly<Record<string, Value>> | undefined,
  key: string,
): Value | undefined {
  return table && Object.hasOwn(table, key) ? table[key] : undefined;
}
