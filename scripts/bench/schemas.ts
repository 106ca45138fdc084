import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  coreDefinitions,
  coreKinds,
  coreSchema,
  customResource,
} from "../../lib/kubernetes/schema/catalogue.ts";
import type { Definitions, Schema } from "../../lib/kubernetes/schema/schema.ts";

/** Where kubeconform finds the schema of a kind in the directory. */
export function schemaLocation(directory: string): string {
  return join(directory, "{{ .ResourceKind }}{{ .KindSuffix }}.json");
}

/** The schemas of imports/ as kubeconform wants them: one file of draft 4 per kind, closed for `-strict`. */
export function writeSchemas(directory: string, minor: string): void {
  mkdirSync(directory);
  const definitions = coreDefinitions(minor);
  for (const name of coreKinds(minor)) {
    const [kind = "", ...apiVersion] = name.split("/").toReversed();
    const { schema } = coreSchema(minor, apiVersion.toReversed().join("/"), kind)!;
    writeSchema(directory, name, schema, definitions);
  }
  const imports = new URL("../../imports/crds/", import.meta.url);
  for (const path of readdirSync(imports, { recursive: true, encoding: "utf8" })) {
    const [, group = "", kind = ""] = /^(.+)[/\\](.+)\.json$/.exec(path) ?? [];
    for (const [version, { schema }] of Object.entries(customResource(group, kind)?.versions ?? {}))
      if (schema) writeSchema(directory, `${group}/${version}/${kind}`, schema, definitions);
  }
}

/** `deployment-apps-v1.json`: of a group only what is before its first dot. */
function writeSchema(
  directory: string,
  name: string,
  schema: Schema,
  definitions: Definitions,
): void {
  const [kind = "", version = "", group] = name.split("/").toReversed();
  const file = [kind.toLowerCase(), ...(group ? [group.split(".")[0]] : []), version].join("-");
  const used = new Map<string, object>();
  const root = convert(schema, definitions, used, false);
  const content = { ...root, definitions: Object.fromEntries(used) };
  writeFileSync(join(directory, `${file}.json`), JSON.stringify(content));
}

/** `open` holds inside of combinations, which restrict fields but do not list them. */
function convert(
  schema: Schema,
  definitions: Definitions,
  used: Map<string, object>,
  open: boolean,
): Record<string, unknown> {
  const { $ref, properties, items, additionalProperties, required, nullable, not, ...rest } =
    schema;
  if ($ref !== undefined) {
    if (!used.has($ref)) {
      // Set before it is known: definitions refer to themselves.
      used.set($ref, {});
      used.set($ref, convert(definitions[$ref]!, definitions, used, false));
    }
    return { $ref: `#/definitions/${$ref}` };
  }
  const child = (of: Schema, isOpen = open) => convert(of, definitions, used, isOpen);
  const result: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).filter(([key]) => !key.startsWith("x-") && key !== "propertyNames"),
  );
  for (const key of ["allOf", "anyOf", "oneOf"] as const)
    if (schema[key]) result[key] = schema[key].map((branch) => child(branch, true));
  if (not) result["not"] = child(not, true);
  if (items) result["items"] = child(items);
  if (required?.length) result["required"] = required;
  if (properties)
    result["properties"] = Object.fromEntries(
      Object.entries(properties).map(([key, property]) => [key, child(property)]),
    );
  if (typeof additionalProperties === "object")
    result["additionalProperties"] = child(additionalProperties);
  else if (!open && isClosed(schema)) result["additionalProperties"] = false;
  if (schema["x-kubernetes-int-or-string"]) {
    result["type"] = ["integer", "string"];
    delete result["anyOf"];
  }
  if (nullable && result["type"]) result["type"] = [result["type"], "null"].flat();
  return result;
}

function isClosed(schema: Schema): boolean {
  if (schema["x-kubernetes-preserve-unknown-fields"]) return false;
  if (schema.additionalProperties !== undefined) return schema.additionalProperties === false;
  return schema.properties !== undefined || schema.type === "object";
}
