type Values = Readonly<Record<string, unknown>>;

/** Values over others: maps are merged, lists replaced. A null stays: it deletes what the chart has by default. */
export function mergeValues(values: Values, over: Values): Values {
  const result: Record<string, unknown> = { ...values };
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const own = result[key];
    result[key] = isMap(own) && isMap(value) ? mergeValues(own, value) : value;
  }
  return result;
}

/** Whether a null stands anywhere in values: the API server drops it from an object, not from a text. */
export function holdsNull(values: unknown): boolean {
  if (typeof values !== "object" || values === null) return values === null;
  return Object.values(values).some(holdsNull);
}

export function isMap(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
