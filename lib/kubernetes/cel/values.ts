import { isMap } from "../../outside/maps.ts";
import type { Schema } from "../schema/schema.ts";

/** The value with what the server fills in before it looks at rules; a null of a field that takes none goes. */
export function withDefaults(schema: Schema | undefined, value: unknown): unknown {
  if (!schema) return value;
  if (Array.isArray(value)) return value.map((item) => withDefaults(schema.items, item));
  if (!isMap(value)) return value;
  const { properties = {}, additionalProperties: others } = schema;
  const filled: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    const child = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const below = child ?? (typeof others === "object" ? others : undefined);
    if (field === undefined || (field === null && below?.nullable !== true)) continue;
    filled[key] = withDefaults(below, field);
  }
  for (const [key, child] of Object.entries(properties))
    if (child.default !== undefined && !Object.hasOwn(filled, key))
      filled[key] = withDefaults(child, child.default);
  return filled;
}

/** How CEL sees a value of this schema: whole numbers apart from others, and fields by names that it can say. */
export function celValue(schema: Schema | undefined, value: unknown, isRoot = false): unknown {
  if (typeof value === "number") return isFraction(schema, value) ? value : BigInt(value);
  if (typeof value === "string") return schema?.format === "byte" ? bytesOf(value) : value;
  if (Array.isArray(value)) return value.map((item) => celValue(schema?.items, item));
  if (!isMap(value)) return value;
  const { properties, additionalProperties: others } = schema ?? {};
  const fields: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    const child = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
    const below = child ?? (typeof others === "object" ? others : undefined);
    const isKeyOfMap = !child && typeof others === "object";
    if (isRoot && key === "metadata") fields[key] = namesOf(field);
    else fields[isKeyOfMap ? key : escaped(key)] = celValue(below, field);
  }
  return fields;
}

function isFraction(schema: Schema | undefined, value: number): boolean {
  return schema?.type === "number" || !Number.isInteger(value);
}

function bytesOf(value: string): Uint8Array {
  return new Uint8Array(Buffer.from(value, "base64"));
}

/** Rules see no more of it. */
function namesOf(metadata: unknown): Record<string, unknown> {
  const { name, generateName } = isMap(metadata) ? metadata : {};
  return {
    ...(name !== undefined && { name }),
    ...(generateName !== undefined && { generateName }),
  };
}

const reserved = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

const escapes: Readonly<Record<string, string>> = {
  __: "__underscores__",
  ".": "__dot__",
  "-": "__dash__",
  "/": "__slash__",
};

/** The name of a field in CEL (apiextensions: pkg/apiserver/schema/cel/model). */
function escaped(name: string): string {
  if (reserved.has(name)) return `__${name}__`;
  return name.replace(/__|[.\-/]/g, (found) => escapes[found]!);
}
