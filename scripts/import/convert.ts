import type { Schema } from "../../lib/kubernetes/schema/schema.ts";
import type { JsonSchema } from "./source.ts";
import { isSchema, structural } from "./structural.ts";

// What Go decodes by its own rules, which OpenAPI does not tell.
export const special: Readonly<Record<string, Schema>> = {
  "io.k8s.apimachinery.pkg.api.resource.Quantity": {
    type: ["number", "string"],
    format: "quantity",
  },
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {
    "x-kubernetes-int-or-string": true,
    format: "int32",
  },
};

/** A definition of OpenAPI v2 with short references and the enums of a live server. */
export function convert(
  schema: JsonSchema,
  short: ReadonlyMap<string, string>,
  enums?: ReadonlyMap<string, readonly unknown[]>,
): Schema {
  if (typeof schema["$ref"] === "string") {
    return { $ref: short.get(schema["$ref"].slice("#/definitions/".length)) ?? "" };
  }
  const { properties, items, additionalProperties, default: _, ...rest } = schema;
  const kept: Record<string, unknown> = { ...structural(rest) };
  if (isSchema(items)) kept["items"] = convert(items, short);
  if (isSchema(additionalProperties))
    kept["additionalProperties"] = convert(additionalProperties, short);
  if (isSchema(properties)) {
    const entries = Object.entries(properties as Record<string, JsonSchema>);
    kept["properties"] = Object.fromEntries(
      entries.map(([name, property]) => [
        name,
        withEnum(convert(property, short), enums?.get(name)),
      ]),
    );
  } else if (kept["type"] === "object" && !isSchema(additionalProperties)) {
    kept["x-kubernetes-preserve-unknown-fields"] = true;
  }
  return kept;
}

function withEnum(property: Schema, values: readonly unknown[] | undefined): Schema {
  if (!values) return property;
  return property.items
    ? { ...property, items: { ...property.items, enum: values } }
    : { ...property, enum: values };
}
