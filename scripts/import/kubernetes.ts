import type { Schema } from "../../lib/kubernetes/schema/schema.ts";
import { convert, special } from "./convert.ts";
import type { Enums } from "./enums.ts";
import { nameFormat, nameLengths, overlay } from "./kubernetes-overlay.ts";
import { compactJson } from "./output.ts";
import { isSchema } from "./structural.ts";
import { findKinds, reachable, shortNames, withoutStatus, type Swagger } from "./swagger.ts";

/** imports/kubernetes/<minor>.json: what users write, as far as the API server checks it. */
export function kubernetesText(swagger: Swagger, enums: Enums, minor: string): string {
  const kinds = findKinds(swagger);
  const short = shortNames(reachable(swagger, kinds));
  const definitions: Record<string, Schema> = {};
  for (const [full, name] of short) {
    const source = withoutStatus(swagger.definitions[full] ?? {}, kinds.has(full));
    definitions[name] = markUnset(applyOverlay(name, convert(source, short, enums.get(full))));
    if (special[full]) definitions[name] = special[full];
  }
  const entries = [...kinds].map(([full, { apiVersion, kind, scope }]) => {
    const definition = short.get(full) ?? "";
    nameMetadata(definitions, definition, kind, minor);
    return [`${apiVersion}/${kind}`, { definition, scope }];
  });
  return compactJson({ kinds: Object.fromEntries(entries), definitions });
}

function applyOverlay(name: string, definition: Schema): Schema {
  const extra = overlay[name];
  if (!extra) return definition;
  const known = Object.entries(extra.properties ?? {}).filter(
    ([property]) => definition.properties?.[property],
  );
  return deepMerge(definition, { ...extra, properties: Object.fromEntries(known) }) as Schema;
}

/** In Go an empty text is an unset field: right where the field is optional, wrong where it is not. */
function markUnset(definition: Schema): Schema {
  const { properties, required = [] } = definition;
  if (!properties) return definition;
  const entries = Object.entries(properties).map(([name, property]) => {
    return [name, required.includes(name) ? neverEmpty(property) : perhapsEmpty(property)];
  });
  return { ...definition, properties: Object.fromEntries(entries) };
}

function neverEmpty(property: Schema): Schema {
  const isNamed = property.type === "string" && property.format;
  if (isNamed) return { minLength: 1, ...property };
  return property.enum ? property : perhapsEmpty(property);
}

function perhapsEmpty(property: Schema): Schema {
  if (property.items) return { ...property, items: neverEmptyItems(property.items) };
  if (property.type !== "string" || !property.enum) return property;
  const { minLength, ...rest } = property;
  return minLength ? rest : { ...rest, enum: [...new Set(["", ...property.enum])] };
}

function neverEmptyItems(items: Schema): Schema {
  return items.type === "string" && items.format ? { minLength: 1, ...items } : items;
}

function deepMerge(base: unknown, extra: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(extra))
    return [...new Set([...base, ...extra])].toSorted((a, b) => (String(a) < String(b) ? -1 : 1));
  if (!isSchema(base) || !isSchema(extra)) return extra;
  // Keywords beside a reference replace those of the definition, so fields go into a branch of their own.
  if (base["$ref"] && (extra["properties"] || extra["required"]))
    return { ...base, allOf: [extra] };
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(extra)) {
    merged[key] = key in base && key !== "enum" ? deepMerge(base[key], value) : value;
  }
  return merged;
}

/** ObjectMeta with a name of the kind's syntax; kinds with the same syntax share one. */
function nameMetadata(
  definitions: Record<string, Schema>,
  name: string,
  kind: string,
  minor: string,
): void {
  const format = nameFormat(kind, minor);
  const maxLength = nameLengths[kind];
  const metadata = maxLength ? `ObjectMeta.${format}.${maxLength}` : `ObjectMeta.${format}`;
  const plain = definitions["ObjectMeta"] ?? {};
  const properties = {
    ...plain.properties,
    name: { type: "string", format, minLength: 1, maxLength },
  };
  definitions[metadata] = { ...plain, required: ["name"], properties };
  const definition = definitions[name] ?? {};
  definitions[name] = {
    ...definition,
    required: [...new Set([...(definition.required ?? []), "metadata"])].toSorted(),
    properties: { ...definition.properties, metadata: { $ref: metadata } },
  };
}

/** Every entry of the overlay must still mean something in one of the generated files. */
export function checkOverlay(texts: Iterable<string>): void {
  const all = [...texts].map(
    (text) => (JSON.parse(text) as { definitions: Record<string, Schema> }).definitions,
  );
  for (const [name, { properties = {} }] of Object.entries(overlay)) {
    const found = all
      .map((definitions) => definitions[name])
      .filter((definition) => definition !== undefined);
    const missing = Object.keys(properties).find(
      (key) => !found.some((definition) => definition.properties?.[key]),
    );
    if (found.length > 0 && missing === undefined) continue;
    const what =
      missing === undefined ? `definition "${name}"` : `property "${missing}" of ${name}`;
    throw new Error(
      `scripts/import/kubernetes-overlay.ts: no Kubernetes has ${what}; correct or drop the entry`,
    );
  }
}
