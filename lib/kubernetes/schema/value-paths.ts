import { valuesSchema } from "./catalogue.ts";
import type { Definitions, Schema } from "./schema.ts";

/** The values of a chart that its schema names, as `admin.existingSecret`. */
export function* valuePaths(chart: string): Iterable<string> {
  const found = valuesSchema(chart);
  if (found) yield* pathsOf(found.schema, found.definitions, []);
}

function* pathsOf(
  { properties = {}, $ref }: Schema,
  definitions: Definitions,
  at: readonly string[],
): Iterable<string> {
  const named = $ref === undefined ? undefined : definitions[$ref.slice($ref.lastIndexOf("/") + 1)];
  // A schema may name itself; no value that somebody sets lies that deep.
  if (named && at.length < 8) yield* pathsOf(named, definitions, at);
  for (const [name, schema] of Object.entries(properties)) {
    const path = [...at, name];
    yield path.join(".");
    yield* pathsOf(schema, definitions, path);
  }
}
