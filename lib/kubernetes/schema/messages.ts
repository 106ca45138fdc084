import { Type, type Node } from "./node.ts";
import type { Format } from "./schema.ts";
import { nearest } from "./suggest.ts";

const typeNames: readonly (readonly [bits: number, name: string, todo: string])[] = [
  [Type.string, "a string", "write it in quotes"],
  [Type.integer | Type.fraction, "a number", "write a number"],
  [Type.integer, "an integer", "write a whole number"],
  [Type.boolean, "a boolean", "write true or false"],
  [Type.object, "an object", "write its fields"],
  [Type.array, "a list", "write its items in brackets"],
];

/** `spec.containers[0].image`, below another path; keys that are no identifiers are quoted in brackets. */
export function pathText(path: readonly (string | number)[], above = ""): string {
  let text = above;
  for (const key of path) {
    if (typeof key === "number") text += `[${key}]`;
    else if (/^[\w$-]+$/.test(key)) text += text === "" ? key : `.${key}`;
    else text += `["${key}"]`;
  }
  return text;
}

/** A value as it fits into a sentence. */
export function shown(value: unknown): string {
  if (Array.isArray(value))
    return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) {
    const keys = Object.keys(value);
    return keys.length === 0 ? "an empty object" : `an object (${keys.slice(0, 3).join(", ")})`;
  }
  if (typeof value === "function") return "a function";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 77)}..."` : text;
}

export function wrongType({ types }: Node, value: unknown): string {
  return `is ${wrongTypeOf(types, value)}`;
}

/** The same without the verb; `text` is the value as it stands in a source. */
export function wrongTypeOf(types: number, value: unknown, text = shown(value)): string {
  const names: string[] = [];
  let todo = "";
  let left = types;
  for (const [bits, name, advice] of typeNames) {
    if ((left & bits) !== bits) continue;
    left &= ~bits;
    names.push(name);
    todo ||= advice;
  }
  return `${text}, not ${names.join(" or ")}; ${adviceFor(types, value) ?? todo}`;
}

function adviceFor(types: number, value: unknown): string | undefined {
  const scalar = typeof value === "number" || typeof value === "boolean";
  if (types & Type.string) return scalar ? `write "${value}"` : undefined;
  if (types === Type.boolean && (value === "true" || value === "false")) return `write ${value}`;
  if (types & Type.integer && typeof value === "string" && /^-?\d+$/.test(value))
    return `write ${value}`;
  if (types === Type.array && (scalar || typeof value === "string"))
    return `write [${shown(value)}]`;
  return undefined;
}

export function notInEnum(node: Node, value: unknown): string {
  const values = [...(node.values ?? [])].filter((item) => item !== "").map((item) => String(item));
  const close = typeof value === "string" ? nearest(value, values) : undefined;
  if (close) return `is ${shown(value)}; did you mean "${close}"?`;
  return `is ${shown(value)}; use ${values.length === 1 ? "" : "one of "}${values.join(", ")}`;
}

export function unknownField({ properties }: Node, key: string): string {
  return noField([...(properties?.keys() ?? [])], key);
}

/** That an object with these fields has none of that name. */
export function noField(fields: readonly string[], key: string): string {
  const names = fields.toSorted();
  const close = nearest(key, names);
  if (close) return `is not a field; did you mean "${close}"?`;
  if (names.length === 0 || names.length > 12) return "is not a field; remove it";
  return `is not a field; use one of ${names.join(", ")}`;
}

export function tooShort({ shortest }: Node, value: string): string {
  if (value === "")
    return `is empty; write ${shortest === 1 ? "it" : `at least ${shortest} characters`}`;
  return `is ${shown(value)}, ${value.length} characters and fewer than ${shortest}; lengthen it`;
}

export function tooLong({ longest }: Node, value: string): string {
  return `is ${shown(value)}, ${value.length} characters and more than ${longest}; shorten it`;
}

export function noMatch({ schema }: Node, value: string): string {
  return `is ${shown(value)}, which does not match ${schema.pattern}; correct it`;
}

export function wrongFormat(format: Format, value: string): string {
  return `is ${shown(value)}, not ${format.is}; ${format.todo}`;
}

export function outOfRange({ smallest, largest, schema }: Node, value: number): string {
  const above = schema.exclusiveMinimum === true ? `more than ${smallest}` : `${smallest} or more`;
  const below = schema.exclusiveMaximum === true ? `less than ${largest}` : `${largest} or less`;
  const isOneSided = schema.minimum === undefined || schema.maximum === undefined;
  if (isOneSided) return `is ${value}; use ${value >= largest ? below : above}`;
  return `is ${value}, outside ${smallest} to ${largest}; use a number in that range`;
}

export function wrongCount({ shortest, longest }: Node, count: number): string {
  const entries = count === 1 ? "1 entry" : `${count} entries`;
  if (count < shortest) return `has ${entries}, fewer than ${shortest}; add ${shortest - count}`;
  return `has ${entries}, more than ${longest}; remove ${count - longest}`;
}

export function twin(item: unknown, earlier: number, keys: readonly string[]): string {
  const fields = typeof item === "object" && item !== null ? (item as Record<string, unknown>) : {};
  const set = keys.filter((key) => fields[key] !== undefined);
  if (set.length === 0) return `is the same as [${earlier}]; remove one`;
  const parts = set.map((key) => `${key} ${shown(fields[key])}`);
  return `has the ${parts.join(" and ")} of [${earlier}]; change or remove one`;
}

export function severalSet(
  fields: readonly string[],
  value: Readonly<Record<string, unknown>>,
): string {
  const set = fields.filter((name) => value[name] !== undefined && value[name] !== null);
  if (set.length === 1) return `sets ${set[0]}, which is not allowed here; remove it`;
  const names = set.join(" and ");
  return `sets ${names}, of which only one is allowed; remove ${set.length > 2 ? "the others" : "one"}`;
}

export function severalMatch(value: unknown, matches: number): string {
  return `is ${shown(value)}, which fits ${matches} alternatives where only one may fit; make it definite`;
}

export function forbidden({ values }: Node, value: unknown): string {
  return `${values ? `is ${shown(value)}, which` : "has a value that"} is not allowed here; change it`;
}
