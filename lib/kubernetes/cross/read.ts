/** Fields of an object, of which nothing is certain to be there. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsIn(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {};
}

/** The objects in a list. */
export function fieldList(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsIn) : [];
}

export function listed(values: readonly unknown[]): string {
  return values.length === 0 ? "empty" : values.map(shown).join(", ");
}

/** As a message shows it. */
export function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
