import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonSchema } from "./source.ts";

/** Definition -> property -> the values a live API server documents for it. */
export type Enums = ReadonlyMap<string, ReadonlyMap<string, readonly unknown[]>>;

interface OpenApiDocument {
  readonly components?: { readonly schemas?: Readonly<Record<string, JsonSchema>> };
}

/** The enums of all dumps of /openapi/v3 below the directories of the minors. */
export function readEnums(directories: readonly string[]): Enums {
  const enums = new Map<string, Map<string, readonly unknown[]>>();
  for (const directory of directories.map((minor) => join(minor, "openapi-v3"))) {
    if (!existsSync(directory)) continue;
    for (const name of readdirSync(directory).toSorted()) {
      if (!name.endsWith(".json")) continue;
      const document = JSON.parse(readFileSync(join(directory, name), "utf8")) as OpenApiDocument;
      for (const [full, schema] of Object.entries(document.components?.schemas ?? {})) {
        addEnums(enums, full, schema);
      }
    }
  }
  return enums;
}

function addEnums(
  enums: Map<string, Map<string, readonly unknown[]>>,
  full: string,
  schema: JsonSchema,
): void {
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
  for (const [name, property] of Object.entries(properties)) {
    const values = enumOf(property) ?? enumOf(property["items"] as JsonSchema | undefined);
    if (!values) continue;
    if (!enums.has(full)) enums.set(full, new Map());
    enums.get(full)?.set(name, values);
  }
}

function enumOf(schema: JsonSchema | undefined): readonly unknown[] | undefined {
  return schema?.["enum"] as readonly unknown[] | undefined;
}
