import type { Schema } from "../../lib/kubernetes/schema/schema.ts";
import { ownOf } from "../../lib/outside/maps.ts";
import { BadText } from "../../lib/outside/text.ts";
import { isOfKeyword } from "./keywords.ts";
import type { JsonSchema } from "./source.ts";
import { isSchema } from "./structural.ts";
import { union } from "./union.ts";

const kept = [
  "maxItems",
  "maxLength",
  "maxProperties",
  "maximum",
  "minItems",
  "minLength",
  "minimum",
  "multipleOf",
  "pattern",
] as const;

/** A values.schema.json in the terms of the checker: references resolved, alternatives united, nothing required. */
export function fromJsonSchema(root: JsonSchema, others: SchemasById = new Map()): Schema {
  return convert(root, { root, others, within: [], left: { schemas: mostSchemas } });
}

/** With what references name: a few that name one another are more than there is memory. */
const mostSchemas = 200_000;

/** Schemas that are at hand, by their `$id`: no other is looked for, and whatever names one takes anything. */
export type SchemasById = ReadonlyMap<string, JsonSchema>;

interface Context {
  readonly root: JsonSchema;
  readonly others: SchemasById;
  /** References being resolved, to end a recursion. */
  readonly within: readonly string[];
  readonly left: { schemas: number };
}

function convert(schema: unknown, context: Context): Schema {
  if (!isSchema(schema)) return {};
  if (context.left.schemas-- === 0)
    throw new BadText(`stands for more than ${mostSchemas} schemas`);
  const own = convertOwn(schema, context);
  const { allOf, anyOf, oneOf, $ref } = schema;
  const parts = listOf(allOf).map((part) => convert(part, context));
  if (typeof $ref === "string") parts.push(resolve($ref, context));
  for (const alternatives of [anyOf, oneOf]) {
    const [first, ...rest] = listOf(alternatives)
      .filter(isNotNull)
      .map((part) => convert(part, context));
    if (first) parts.push(rest.reduce(union, first));
  }
  return parts.reduce(both, own);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function convertOwn(schema: JsonSchema, context: Context): Schema {
  const own: Record<string, unknown> = {};
  for (const keyword of kept)
    if (isOfKeyword(keyword, schema[keyword])) own[keyword] = schema[keyword];
  const named = [schema["type"]].flat().filter((type) => type !== "null" && isTypeName(type));
  if (named.length > 0) own["type"] = named.length === 1 ? named[0] : named;
  const values = Object.hasOwn(schema, "const") ? [schema["const"]] : schema["enum"];
  if (Array.isArray(values)) own["enum"] = values.filter((value) => value !== null);
  if (schema["items"] !== undefined) own["items"] = convert(schema["items"], context);
  addBound(own, schema, "minimum", "exclusiveMinimum");
  addBound(own, schema, "maximum", "exclusiveMaximum");
  return { ...own, ...convertFields(schema, context) };
}

/** Others than those of JSON schema allow anything. */
function isTypeName(type: unknown): boolean {
  return typeof type === "string" && isOfKeyword("type", type);
}

function addBound(
  own: Record<string, unknown>,
  schema: JsonSchema,
  bound: string,
  exclusive: string,
): void {
  if (typeof schema[exclusive] === "number") own[bound] = schema[exclusive];
  if (schema[exclusive] !== undefined) own[exclusive] = true;
}

function convertFields(schema: JsonSchema, context: Context): Schema {
  const { properties, patternProperties, additionalProperties: additional } = schema;
  const fields: { properties?: Record<string, Schema>; additionalProperties?: Schema | boolean } =
    {};
  if (isSchema(properties)) {
    const entries = Object.entries(properties);
    fields.properties = Object.fromEntries(
      entries.map(([name, property]) => [name, convert(property, context)]),
    );
  }
  if (isSchema(patternProperties)) {
    const [first = {}, ...rest] = Object.values(patternProperties).map((property) =>
      convert(property, context),
    );
    fields.additionalProperties = rest.reduce(union, first);
  } else if (additional !== undefined) {
    fields.additionalProperties = isSchema(additional)
      ? convert(additional, context)
      : additional === true;
  }
  return fields;
}

function resolve(reference: string, context: Context): Schema {
  if (context.within.includes(reference)) return {};
  const [document = "", path = ""] = reference.split("#");
  const root = document === "" ? context.root : context.others.get(document);
  let target: unknown = root;
  for (const step of path.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    target = isSchema(target) ? ownOf(target, key) : undefined;
  }
  const within = [...context.within, reference];
  return convert(target, { ...context, root: root ?? context.root, within });
}

/** Parts of one schema that all apply: what only one of them says holds. */
function both(one: Schema, other: Schema): Schema {
  const names = new Set([
    ...Object.keys(one.properties ?? {}),
    ...Object.keys(other.properties ?? {}),
  ]);
  const merged: Schema = { ...other, ...one };
  if (names.size === 0) return merged;
  const properties: Record<string, Schema> = {};
  for (const name of names) {
    const [first, second] = [ownOf(one.properties, name), ownOf(other.properties, name)];
    properties[name] = first && second ? both(first, second) : (first ?? second ?? {});
  }
  return { ...merged, properties };
}

function isNotNull(part: unknown): boolean {
  return !isSchema(part) || part["type"] !== "null";
}
