import {
  coreDefinitions,
  coreSchema,
  customResource,
} from "../../../lib/kubernetes/schema/catalogue.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { groupOf } from "../../../lib/kubernetes/manifest.ts";
import type { Definitions, Schema } from "../../../lib/kubernetes/schema/schema.ts";
import type { Key } from "../../../lib/kubernetes/paths.ts";
import type { Edit } from "./edits.ts";

/** The newest Kubernetes of imports/ that the tests run. */
export const minor = "1.36";

type Addition = readonly [keys: readonly Key[], edit: Edit];

/** Fields that the object could have and does not. */
export function additionsTo(object: Manifest): Iterable<Addition> {
  const { apiVersion, kind } = object;
  const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
  const schema =
    coreSchema(minor, apiVersion, kind)?.schema ??
    customResource(groupOf(apiVersion), kind)?.versions[version]?.schema;
  return schema ? additions(schema, coreDefinitions(minor), object, []) : [];
}

function* additions(
  given: Schema,
  definitions: Definitions,
  value: unknown,
  keys: readonly Key[],
): Iterable<Addition> {
  const schema = resolve(given, definitions);
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) {
      if (schema.items) yield* additions(schema.items, definitions, item, [...keys, i]);
    }
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const fields = value as Readonly<Record<string, unknown>>;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (fields[name] !== undefined) {
      yield* otherChoices(resolve(property, definitions), [...keys, name]);
      yield* additions(property, definitions, fields[name], [...keys, name]);
    } else yield* addition(resolve(property, definitions), [...keys, name]);
  }
}

/** The other words that a field knows, which may not go with the fields beside it. */
function* otherChoices({ enum: all = [] }: Schema, keys: readonly Key[]): Iterable<Addition> {
  for (const value of all)
    yield [keys, { sort: "other choice", what: `= ${JSON.stringify(value)}`, value }];
}

function* addition(schema: Schema, keys: readonly Key[]): Iterable<Addition> {
  for (const value of valuesFor(schema)) {
    yield [keys, { sort: "added", what: `= ${JSON.stringify(value)}`, value }];
  }
}

function valuesFor({ type, enum: choices, ...schema }: Schema): readonly unknown[] {
  if (choices) return [...choices, "Foo_bar!"];
  if (schema["x-kubernetes-int-or-string"]) return [1, -1, 70_000, "x", "50%"];
  const types = typeof type === "string" ? [type] : (type ?? []);
  if (types.includes("string")) return ["a", "Foo bar!"];
  if (types.includes("integer")) return [1, -1, 70_000];
  if (types.includes("boolean")) return [true, false];
  if (types.includes("array")) return [[], [{}]];
  return types.includes("object") || schema.properties ? [{}] : [];
}

function resolve(schema: Schema, definitions: Definitions): Schema {
  const { $ref, ...beside } = schema;
  return $ref === undefined
    ? schema
    : { ...resolve(definitions[$ref] ?? {}, definitions), ...beside };
}
