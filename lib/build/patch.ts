import { ownOf } from "../outside/maps.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { groupOf } from "../kubernetes/manifest.ts";
import { coreDefinitions, coreSchema, customResource } from "../kubernetes/schema/catalogue.ts";
import type { Definitions, Schema } from "../kubernetes/schema/schema.ts";
import { isMap } from "./values.ts";

/** `<Kind>/<name>`, by which overrides name an object. */
export function targetOf({ kind, metadata }: Manifest): string {
  return `${kind}/${metadata.name}`;
}

/**
 * Merges as the API server does: maps by key, null takes a field away, lists by the keys that the schema of the kind
 * names for them. Other lists are replaced.
 */
export function applyPatch(manifest: Manifest, merge: object, minor: string): Manifest {
  const core = coreSchema(minor, manifest.apiVersion, manifest.kind);
  const group = groupOf(manifest.apiVersion);
  const version = manifest.apiVersion.slice(group === "" ? 0 : group.length + 1);
  const schema =
    core?.schema ?? ownOf(customResource(group, manifest.kind)?.versions, version)?.schema;
  const definitions = core?.definitions ?? coreDefinitions(minor);
  return mergeInto(manifest, merge, schema, definitions) as Manifest;
}

function mergeInto(
  target: unknown,
  patch: unknown,
  given: Schema | undefined,
  definitions: Definitions,
): unknown {
  const schema = resolve(given, definitions);
  if (Array.isArray(patch)) return mergeList(target, patch, schema, definitions);
  if (!isMap(patch)) return patch;
  const result: Record<string, unknown> = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (value !== undefined && key !== "$patch")
      result[key] = mergeInto(result[key], value, fieldOf(schema, key), definitions);
  }
  return result;
}

function mergeList(
  target: unknown,
  patch: readonly unknown[],
  schema: Schema | undefined,
  definitions: Definitions,
): unknown {
  const keys = schema?.["x-kubernetes-list-map-keys"];
  const fresh = patch.filter((item) => !isDeletion(item));
  if (!keys || !Array.isArray(target)) return fresh;
  const result = [...(target as unknown[])];
  for (const item of patch) {
    const at = result.findIndex((one) => isSame(one, item, keys));
    if (isDeletion(item)) {
      if (at >= 0) result.splice(at, 1);
    } else if (at < 0) result.push(item);
    else result[at] = mergeInto(result[at], item, schema?.items, definitions);
  }
  return result;
}

function isDeletion(item: unknown): boolean {
  return isMap(item) && item["$patch"] === "delete";
}

/** Fields that a key of a list has where nobody says so; the API server fills them in. */
const defaults: Readonly<Record<string, unknown>> = { protocol: "TCP" };

function isSame(one: unknown, other: unknown, keys: readonly string[]): boolean {
  if (!isMap(one) || !isMap(other)) return false;
  return keys.every((key) => (one[key] ?? defaults[key]) === (other[key] ?? defaults[key]));
}

function resolve(schema: Schema | undefined, definitions: Definitions): Schema | undefined {
  if (schema?.$ref === undefined) return schema;
  const { $ref, ...beside } = schema;
  return { ...definitions[$ref.slice($ref.lastIndexOf("/") + 1)], ...beside };
}

function fieldOf(schema: Schema | undefined, key: string): Schema | undefined {
  const { properties, additionalProperties } = schema ?? {};
  if (properties && Object.hasOwn(properties, key)) return properties[key];
  return typeof additionalProperties === "object" ? additionalProperties : undefined;
}
