import { isMap, ownOf } from "../../lib/outside/maps.ts";
import { BadText } from "../../lib/outside/text.ts";
import { shown } from "../../lib/kubernetes/schema/messages.ts";
import type { Schema } from "../../lib/kubernetes/schema/schema.ts";
import { isOfKeyword, keywords } from "./keywords.ts";
import { rulesOf } from "./rules.ts";
import type { JsonSchema } from "./source.ts";

/** The keywords of a structural schema that decide whether an object is accepted, and no prose. Throws a BadText. */
export function structural(schema: unknown): Schema {
  if (!isMap(schema)) throw new BadText(`has a schema that is ${shown(schema)}`);
  const kept: Record<string, unknown> = {};
  for (const keyword of keywords) {
    const value = schema[keyword];
    // A template may compute it.
    if (value === undefined || value === null) continue;
    if (!isOfKeyword(keyword, value))
      throw new BadText(`has a schema with ${keyword} ${shown(value)}`);
    kept[keyword] = value;
  }
  const listType = schema["x-kubernetes-list-type"];
  // "atomic" only says how changes are merged.
  if (listType === "map" || listType === "set") kept["x-kubernetes-list-type"] = listType;
  else delete kept["x-kubernetes-list-map-keys"];
  if (schema["nullable"] === false) delete kept["nullable"];
  if (schema["default"] !== undefined) kept["default"] = schema["default"];
  const rules = rulesOf(schema);
  if (rules) kept["x-kubernetes-validations"] = rules;
  for (const keyword of ["items", "not", "additionalProperties"]) {
    const nested = schema[keyword];
    if (nested !== undefined) kept[keyword] = isSchema(nested) ? structural(nested) : nested;
  }
  for (const keyword of ["allOf", "anyOf", "oneOf"]) {
    const nested = schema[keyword];
    if (Array.isArray(nested)) kept[keyword] = nested.map(structural);
  }
  if (kept["required"]) kept["required"] = withoutDefaults(schema);
  if (isSchema(schema["properties"]))
    kept["properties"] = structuralProperties(schema["properties"]);
  return kept;
}

/** The API server fills in defaults before it looks for what is required. */
function withoutDefaults({ required, properties = {} }: JsonSchema): string[] | undefined {
  const fields = properties as Readonly<Record<string, JsonSchema>>;
  const names = (required as string[]).filter(
    (name) => ownOf(fields, name)?.["default"] === undefined,
  );
  return names.length > 0 ? names : undefined;
}

function structuralProperties(properties: JsonSchema): Record<string, Schema> {
  const entries = Object.entries(properties);
  return Object.fromEntries(entries.map(([name, property]) => [name, structural(property)]));
}

export const isSchema: (value: unknown) => value is JsonSchema = isMap;
