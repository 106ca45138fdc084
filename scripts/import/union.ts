import { ownOf } from "../../lib/outside/maps.ts";
import type { Schema } from "../../lib/kubernetes/schema/schema.ts";

/** What either schema allows; a little more where the two cannot be told apart. */
export function union(one: Schema, other: Schema): Schema {
  const types = typesOf(one);
  const others = typesOf(other);
  if (types.length === 0 || others.length === 0) return {};
  const merged: Record<string, unknown> = { type: single([...new Set([...types, ...others])]) };
  if (one.enum && other.enum) merged["enum"] = [...new Set([...one.enum, ...other.enum])];
  const isObject = types.includes("object") || others.includes("object");
  if (isObject) Object.assign(merged, unionFields(one, other, types, others));
  const items = [one, other].flatMap((schema) =>
    typesOf(schema).includes("array") ? [schema.items] : [],
  );
  if (items.length === 1 && items[0]) merged["items"] = items[0];
  if (items.length === 2 && items[0] && items[1]) merged["items"] = union(items[0], items[1]);
  return merged;
}

function unionFields(one: Schema, other: Schema, types: string[], others: string[]): Schema {
  if (!others.includes("object")) return fieldsOf(one);
  if (!types.includes("object")) return fieldsOf(other);
  const [fields, more] = [fieldsOf(one), fieldsOf(other)];
  const isOpen = fields.additionalProperties === true || more.additionalProperties === true;
  const properties: Record<string, Schema> = { ...more.properties };
  for (const [name, property] of Object.entries(fields.properties ?? {})) {
    const second = ownOf(properties, name);
    properties[name] = second ? union(property, second) : property;
  }
  return isOpen ? { properties, additionalProperties: true } : { properties };
}

function fieldsOf({ properties, additionalProperties }: Schema): Schema {
  if (!properties) return { additionalProperties: additionalProperties ?? true };
  return { properties, additionalProperties };
}

export function typesOf({ type }: Schema): string[] {
  return type === undefined ? [] : [type].flat();
}

export function single(types: readonly string[]): string | readonly string[] | undefined {
  return types.length <= 1 ? types[0] : types;
}
