import { compactJson } from "../import/output.ts";

/** What stands in JSON: text, number, truth value, null, and lists and objects of these. */
export type Data = unknown;

export type Fields = Readonly<Record<string, Data>>;

/** Whether JSON holds all of it: no function, and no object of a class. */
export function isData(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isData);
  if (isFields(value)) return Object.values(value).every((one) => one === undefined || isData(one));
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

export function isFields(value: unknown): value is Fields {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export function isSame(one: Data, other: Data): boolean {
  return one === undefined || other === undefined
    ? one === other
    : compactJson(one) === compactJson(other);
}

/** The texts in it, keys of objects too. */
export function textsOf(value: Data): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([key, one]) => [key, ...textsOf(one)]);
}

/** The same object with another value there: `undefined` takes the field out. */
export function withField(fields: Fields, path: readonly string[], value: Data): Fields {
  const [key = "", ...rest] = path;
  const own = fields[key];
  const next = rest.length > 0 && isFields(own) ? withField(own, rest, value) : value;
  const { [key]: _, ...others } = fields;
  return next === undefined ? others : { ...fields, [key]: next };
}
