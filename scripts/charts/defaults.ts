import { ownOf } from "../../lib/outside/maps.ts";
import { defaultsOf, type ChartSource } from "../import/source.ts";
import { isSchema } from "../import/structural.ts";

export type Values = Readonly<Record<string, unknown>>;

/** The defaults of a chart, those of its subcharts below their keys: a chart overrides its subcharts. */
export function fullDefaultsOf(chart: ChartSource): Values {
  const values: Record<string, unknown> = { ...defaultsOf(chart) };
  for (const { name, alias } of chart.dependencies) {
    const subchart = chart.subchart(name);
    const key = alias ?? name;
    if (subchart) values[key] = overlay(fullDefaultsOf(subchart), ownOf(values, key));
  }
  return values;
}

function overlay(below: unknown, above: unknown): unknown {
  if (!isSchema(below) || !isSchema(above)) return above === undefined ? below : above;
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above))
    merged[key] = overlay(ownOf(merged, key), value);
  return merged;
}

/** Every value that is no map with keys, by its path. */
export function* leavesOf(
  values: unknown,
  path: readonly string[] = [],
): Iterable<[string, unknown]> {
  if (isSchema(values) && (path.length === 0 || Object.keys(values).length > 0)) {
    for (const [key, value] of Object.entries(values)) yield* leavesOf(value, [...path, key]);
  } else yield [pathText(path), values];
}

/** `ports.web.port`; keys with dots or other signs in quotes. */
export function pathText(path: readonly string[]): string {
  return path.map((key) => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key))).join(".");
}
