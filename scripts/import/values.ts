import type { Schema } from "../../lib/kubernetes/schema/schema.ts";
import { Refusal } from "../tell/refusal.ts";
import { commentedKeys } from "./comments.ts";
import { infer, openMap } from "./infer.ts";
import { fromJsonSchema } from "./json-schema.ts";
import { merge, openDeep, settle } from "./merge.ts";
import { openings, type Opening } from "./openings.ts";
import { sortKeys } from "./output.ts";
import { defaultsOf, type ChartSource, type Dependency, type JsonSchema } from "./source.ts";

/** The strict schema of a chart's values, its subcharts included. */
export function valuesSchemaOf(chart: ChartSource): Schema {
  return sortKeys(valuesOf(chart)) as Schema;
}

function valuesOf(chart: ChartSource): Schema {
  const inferred = infer(defaultsOf(chart), commentedKeys(chart.defaults));
  let schema = settle(merge(chart.schema && declaredBy(chart.schema), inferred));
  for (const dependency of chart.dependencies) schema = withDependency(schema, dependency, chart);
  for (const opening of openings[chart.name] ?? []) schema = open(schema, chart.name, opening);
  const properties = schema.properties ?? {};
  const global: Schema = { ...properties["global"], type: "object", additionalProperties: true };
  return { ...schema, properties: { ...properties, global } };
}

/** At the top, "anything else" only makes room for what a parent chart hands down. */
function declaredBy(schema: JsonSchema): Schema {
  const { additionalProperties, ...rest } = fromJsonSchema(schema);
  return additionalProperties === true ? rest : { ...rest, additionalProperties };
}

function withDependency(
  schema: Schema,
  { name, alias, condition }: Dependency,
  chart: ChartSource,
): Schema {
  const key = alias ?? name;
  const own = schema.properties?.[key];
  const subchart = chart.subchart(name);
  const known = subchart ? valuesOf(subchart) : openMap;
  const below = combine(own, known);
  const changed = { ...schema, properties: { ...schema.properties, [key]: below } };
  return (condition ?? "")
    .split(",")
    .reduce<Schema>(
      (result, path) => (path === "" ? result : withCondition(result, path.trim().split("."))),
      changed,
    );
}

/** The parent's and the subchart's view of the same values; the subchart decides the types. */
function combine(own: Schema | undefined, known: Schema): Schema {
  if (!own?.properties) return known;
  if (!known.properties) return openDeep(own);
  const properties: Record<string, Schema> = { ...known.properties };
  for (const [name, property] of Object.entries(own.properties)) {
    const below = properties[name];
    properties[name] = below ? (below.properties ? combine(property, below) : below) : property;
  }
  return { ...known, properties };
}

function withCondition(schema: Schema, [name = "", ...rest]: readonly string[]): Schema {
  const property = schema.properties?.[name] ?? (rest.length > 0 ? openMap : { type: "boolean" });
  const changed = rest.length > 0 ? withCondition(property, rest) : property;
  return { ...schema, properties: { ...schema.properties, [name]: changed } };
}

function open(schema: Schema, chart: string, opening: Opening): Schema {
  const descend = (at: Schema, [name, ...rest]: readonly string[]): Schema => {
    if (name === undefined) return opened(at, opening);
    const entry = name === "*" ? at.additionalProperties : at.properties?.[name];
    if (typeof entry !== "object") {
      const path = opening.path.join(".");
      const message = `chart ${chart} has no value "${path}"; correct or drop the entry`;
      throw new Refusal([{ place: "scripts/import/openings.ts", message }], "nothing is written");
    }
    const below = descend(entry, rest);
    if (name === "*") return { ...at, additionalProperties: below };
    return { ...at, properties: { ...at.properties, [name]: below } };
  };
  return descend(schema, opening.path);
}

function opened(schema: Schema, { to }: Opening): Schema {
  if (to === "keys") return { ...schema, additionalProperties: true };
  return to === "anything" ? {} : openMap;
}
