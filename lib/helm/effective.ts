import { keysOf } from "../kubernetes/paths.ts";
import type { Print, ValueKeys } from "./judge.ts";
import { judgeValues } from "./judge.ts";
import type { ChartRequest } from "./request.ts";
import { valuesSchema } from "../kubernetes/schema/catalogue.ts";
import { check } from "../kubernetes/schema/check.ts";

/** Paths of the values that no schema knows, as `check` writes them. */
export function unknownValues({ chart, values }: ChartRequest): string[] {
  const schema = valuesSchema(chart.name);
  if (!schema) return [];
  return check(schema.schema, schema.definitions, values)
    .filter(({ message }) => message.startsWith("is not a field"))
    .map(({ path }) => path);
}

/** Those of them that change what Helm prints: their chart knows them, whatever its schema says. */
export async function effectiveValues(request: ChartRequest, print: Print): Promise<string[]> {
  const suspects = new Map<ValueKeys, string>(
    unknownValues(request).map((path) => [keysOf(path), path]),
  );
  const without = new Set(await judgeValues(request, [...suspects.keys()], print));
  return [...suspects].flatMap(([keys, path]) => (without.has(keys) ? [] : [path]));
}
