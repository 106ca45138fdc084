import { ownOf } from "../../lib/outside/maps.ts";
import type { Schema } from "../../lib/kubernetes/schema/schema.ts";
import { isPassedOn, openMap } from "./infer.ts";
import { single, typesOf } from "./union.ts";

/** The chart's own schema, completed by the keys and types of its defaults. */
export function merge(schema: Schema | undefined, inferred: Schema | undefined): Schema {
  if (!schema) return inferred ?? {};
  if (!inferred || isAnything(schema)) return schema;
  const types = typesOf(schema);
  const missing = typesOf(inferred).filter((type) => !covers(types, type));
  const merged: Schema =
    types.length > 0 && missing.length > 0
      ? { ...schema, type: single([...types, ...missing]) }
      : schema;
  if (!inferred.properties || !types.includes("object")) return merged;
  if (schema.additionalProperties === true && !schema.properties)
    return openDeep({ ...merged, properties: inferred.properties });
  return { ...merged, properties: mergeProperties(schema, inferred.properties) };
}

function mergeProperties(schema: Schema, inferred: Readonly<Record<string, Schema>>) {
  // A chart that closes a map refuses what its schema does not list.
  const isClosed = schema.additionalProperties === false;
  const merged: Record<string, Schema> = { ...schema.properties };
  for (const [name, property] of Object.entries(inferred)) {
    const own = ownOf(merged, name);
    if (own) merged[name] = merge(own, property);
    else if (!isClosed && typeof schema.additionalProperties !== "object") merged[name] = property;
  }
  return merged;
}

function covers(types: readonly string[], type: string): boolean {
  return types.includes(type) || (type === "number" && types.includes("integer"));
}

function isAnything(schema: Schema): boolean {
  return !schema.type && !schema.properties && !schema.enum;
}

/** Opens what only shows examples: lists of objects, pieces of the Kubernetes API, maps without known keys. */
export function settle(schema: Schema, name = "", isExample = false): Schema {
  const { additionalProperties: additional, properties, items, ...rest } = schema;
  const settled: { -readonly [Key in keyof Schema]: Schema[Key] } = { ...rest };
  if (items) settled.items = settle(items, "", true);
  if (typeof additional === "object") settled.additionalProperties = settle(additional);
  if (!properties && !typesOf(schema).includes("object")) return settled;
  const isKnown = properties && Object.keys(properties).length > 0;
  const isClosed = additional === false;
  if (!isKnown)
    return { ...settled, additionalProperties: settled.additionalProperties ?? !isClosed };
  if (!isClosed && (isExample || isPassedOn(name)))
    return typesOf(schema).length > 1 ? { ...settled, additionalProperties: true } : { ...openMap };
  if (additional === true) settled.additionalProperties = true;
  const entries = Object.entries(properties).map(([key, property]) => [key, settle(property, key)]);
  return { ...settled, properties: Object.fromEntries(entries) };
}

/** The same schema with room for more keys in each of its maps. */
export function openDeep(schema: Schema): Schema {
  if (!schema.properties) return schema;
  const entries = Object.entries(schema.properties).map(([key, property]) => [
    key,
    openDeep(property),
  ]);
  return {
    ...schema,
    properties: Object.fromEntries(entries),
    additionalProperties: schema.additionalProperties ?? true,
  };
}
