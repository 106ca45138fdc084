import { ownOf } from "../../lib/outside/maps.ts";
import type { Schema } from "../../lib/kubernetes/schema/schema.ts";
import { commentedKeys } from "./comments.ts";
import { infer, openMap } from "./infer.ts";
import { fromJsonSchema, type SchemasById } from "./json-schema.ts";
import { merge, openDeep, settle } from "./merge.ts";
import { sortKeys } from "./output.ts";
import { typesOf } from "./union.ts";
import { defaultsOf, type ChartSource, type Dependency, type JsonSchema } from "./source.ts";

/**
 * The strict schema of a chart's values, its subcharts included. `openings`: paths, with slashes since keys hold dots,
 * of what takes more than the chart shows; `*` is any key of a map.
 */
export function valuesSchemaOf(chart: ChartSource, openings: Iterable<string> = []): Schema {
  let schema = valuesOf(chart);
  for (const path of openings) schema = open(schema, path.split("/"));
  return sortKeys(schema) as Schema;
}

function valuesOf(chart: ChartSource): Schema {
  const inferred = infer(defaultsOf(chart), commentedKeys(chart.defaults));
  let schema = settle(merge(declaredBy(chart), inferred));
  for (const dependency of chart.dependencies) schema = withDependency(schema, dependency, chart);
  const properties = schema.properties ?? {};
  const global: Schema = { ...properties["global"], type: "object", additionalProperties: true };
  return { ...schema, properties: { ...properties, global } };
}

/** At the top, "anything else" only makes room for what a parent chart hands down. */
function declaredBy(chart: ChartSource): Schema | undefined {
  const { schema } = chart;
  if (!schema) return undefined;
  const others = schemasOf(chart);
  const { $ref } = schema;
  // It stands elsewhere as a whole.
  if (typeof $ref === "string" && /^https?:/.test($ref) && !others.has($ref.split("#")[0]!))
    return { type: "object", additionalProperties: true };
  const { additionalProperties, ...rest } = fromJsonSchema(schema, others);
  return additionalProperties === true ? rest : { ...rest, additionalProperties };
}

/** The schemas of the subcharts inside a chart, which may be named by URL. */
function schemasOf(chart: ChartSource): SchemasById {
  const found = new Map<string, JsonSchema>();
  for (const { name } of chart.dependencies) {
    const schema = chart.subchart(name)?.schema;
    if (typeof schema?.["$id"] === "string") found.set(schema["$id"], schema);
  }
  return found;
}

function withDependency(
  schema: Schema,
  { name, alias, condition }: Dependency,
  chart: ChartSource,
): Schema {
  const key = alias ?? name;
  const own = ownOf(schema.properties, key);
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
    const below = ownOf(properties, name);
    properties[name] = below ? (below.properties ? combine(property, below) : below) : property;
  }
  return { ...known, properties };
}

function withCondition(schema: Schema, [name = "", ...rest]: readonly string[]): Schema {
  const property =
    ownOf(schema.properties, name) ?? (rest.length > 0 ? openMap : { type: "boolean" });
  const changed = rest.length > 0 ? withCondition(property, rest) : property;
  return { ...schema, properties: { ...schema.properties, [name]: changed } };
}

/** A map takes more keys at any depth, anything else any value; what the chart does not show is there from now on. */
function open(schema: Schema, [name, ...rest]: readonly string[]): Schema {
  if (name === undefined) return isMap(schema) ? opened(schema) : {};
  if (name === "*") {
    const entry = schema.additionalProperties;
    return { ...schema, additionalProperties: open(typeof entry === "object" ? entry : {}, rest) };
  }
  const known = ownOf(schema.properties, name) ?? (rest.length > 0 ? openMap : {});
  return { ...schema, properties: { ...schema.properties, [name]: open(known, rest) } };
}

/** What it shows are examples: a number may as well be a text. */
function opened(schema: Schema): Schema {
  if (!isMap(schema)) return typesOf(schema).some(isScalar) ? { type: scalars } : schema;
  const entries = Object.entries(schema.properties ?? {});
  const properties = Object.fromEntries(entries.map(([key, value]) => [key, opened(value)]));
  const { additionalProperties = true } = schema;
  return {
    ...schema,
    ...(entries.length > 0 && { properties }),
    additionalProperties: additionalProperties === false || additionalProperties,
  };
}

const scalars = ["boolean", "number", "string"];

function isScalar(type: string): boolean {
  return scalars.includes(type);
}

function isMap(schema: Schema): boolean {
  return schema.properties !== undefined || typesOf(schema).includes("object");
}
