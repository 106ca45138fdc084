import type { Schema } from "../../lib/kubernetes/schema/schema.ts";
import type { JsonSchema } from "./source.ts";

const scalars = [
  "enum",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "format",
  "maxItems",
  "maxLength",
  "maxProperties",
  "maximum",
  "minItems",
  "minLength",
  "minProperties",
  "minimum",
  "multipleOf",
  "nullable",
  "pattern",
  "required",
  "type",
  "uniqueItems",
  "x-kubernetes-embedded-resource",
  "x-kubernetes-int-or-string",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-preserve-unknown-fields",
] as const;

/** The keywords of a structural schema that decide whether an object is accepted, and no prose. */
export function structural(schema: JsonSchema): Schema {
  const kept: Record<string, unknown> = {};
  for (const keyword of scalars) if (schema[keyword] !== undefined) kept[keyword] = schema[keyword];
  const listType = schema["x-kubernetes-list-type"];
  // "atomic" only says how changes are merged.
  if (listType === "map" || listType === "set") kept["x-kubernetes-list-type"] = listType;
  else delete kept["x-kubernetes-list-map-keys"];
  if (schema["nullable"] === false) delete kept["nullable"];
  for (const keyword of ["items", "not", "additionalProperties"]) {
    const nested = schema[keyword];
    if (nested !== undefined) kept[keyword] = isSchema(nested) ? structural(nested) : nested;
  }
  for (const keyword of ["allOf", "anyOf", "oneOf"]) {
    const nested = schema[keyword] as readonly JsonSchema[] | undefined;
    if (nested) kept[keyword] = nested.map(structural);
  }
  if (kept["required"]) kept["required"] = withoutDefaults(schema);
  if (isSchema(schema["properties"]))
    kept["properties"] = structuralProperties(schema["properties"]);
  return kept;
}

/** The API server fills in defaults before it looks for what is required. */
function withoutDefaults({ required, properties = {} }: JsonSchema): string[] | undefined {
  const fields = properties as Readonly<Record<string, JsonSchema>>;
  const names = (required as string[]).filter((name) => fields[name]?.["default"] === undefined);
  return names.length > 0 ? names : undefined;
}

function structuralProperties(properties: JsonSchema): Record<string, Schema> {
  const entries = Object.entries(properties as Record<string, JsonSchema>);
  return Object.fromEntries(entries.map(([name, property]) => [name, structural(property)]));
}

export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
