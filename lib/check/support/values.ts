import { isMap } from "../../build/values.ts";
import { valuePaths } from "../../kubernetes/schema/value-paths.ts";
import type { Release } from "../../model/release.ts";
import { valuesSchema } from "../../kubernetes/schema/catalogue.ts";
import { check } from "../../kubernetes/schema/check.ts";
import { elsewhere } from "../../kubernetes/schema/suggest.ts";
import type { Problem } from "../../problem.ts";
import { aboutOf, fieldOf, keysOf, valueAt } from "../../kubernetes/paths.ts";
import { told } from "./told.ts";

/** What a chart has no value for, and what its values may not be. */
export function* valueIssues(
  { chart, values }: Release,
  effective: readonly string[],
): Iterable<Omit<Problem, "place">> {
  const schema = valuesSchema(chart.name);
  if (!schema) {
    yield { message: `chart ${chart.name} is not imported; run npm run import` };
    return;
  }
  const of = `of chart ${chart.name} ${chart.version}`;
  for (const { path, message } of check(schema.schema, schema.definitions, withoutNulls(values))) {
    const about = aboutOf(path);
    if (message.startsWith("is not a field") && effective.includes(path)) continue;
    const moved = /^is not a field(?!.*did you mean)/.test(message)
      ? misplaced(chart.name, path, values)
      : [];
    for (const [leaf, place] of moved)
      yield {
        message: `value ${leaf} ${of} is not a field; ${place ? `did you mean ${place}?` : "remove it"}`,
        about,
      };
    if (moved.length > 0) continue;
    const found =
      path === ""
        ? `values ${of} ${message}`
        : `value ${path} ${of} ${told(path, message, values)}`;
    yield { message: found, about };
  }
}

/** Without what deletes a value that the chart has by default, or would. */
function withoutNulls(value: unknown): unknown {
  if (!isMap(value)) return value;
  const kept = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutNulls(one)]));
}

/** The values below a path that the chart does not have, with where each may belong; nothing where nobody can tell. */
function misplaced(
  chart: string,
  path: string,
  values: object,
): [leaf: string, place: string | undefined][] {
  const known = [...new Set(valuePaths(chart))];
  const leaves = [...leavesOf(valueAt(values, keysOf(path)), path)];
  const found = leaves.map((leaf): [string, string | undefined] => [leaf, elsewhere(leaf, known)]);
  return found.some(([, place]) => place !== undefined) ? found : [];
}

function* leavesOf(value: unknown, path: string): Iterable<string> {
  const entries = isMap(value) ? Object.entries(value) : [];
  if (entries.length === 0) yield path;
  for (const [key, child] of entries) yield* leavesOf(child, fieldOf(path, key));
}
