import { formats } from "./formats.ts";
import { patternOf } from "./patterns.ts";
import type { Definitions, Format, Schema } from "./schema.ts";

/** Types as bits, so that one `&` compares a value with all that its schema allows. */
export const Type = {
  string: 1,
  integer: 2,
  fraction: 4,
  boolean: 8,
  object: 16,
  array: 32,
} as const;

const typeBits: Record<string, number> = {
  string: Type.string,
  integer: Type.integer,
  number: Type.integer | Type.fraction,
  boolean: Type.boolean,
  object: Type.object,
  array: Type.array,
};

/** A schema prepared for checking. One class with plain fields, since every value of every object passes here. */
export class Node {
  readonly schema: Schema;
  readonly scope: Scope;
  /** Inside a combination, where fields are restricted but not listed. */
  readonly open: boolean;
  ready = false;
  /** Zero allows every type. */
  types = 0;
  /** Whether a value of the right type needs no further look. */
  plain = false;
  nullable = false;
  closed = false;
  bounded = false;
  properties: ReadonlyMap<string, Node> | undefined;
  /** The only fields that matter, where no others are closed out, named or counted. */
  few: readonly (readonly [key: string, child: Node])[] | undefined;
  propertyNames: Format | undefined;
  additional: Node | undefined;
  items: Node | undefined;
  required: readonly string[] | undefined;
  values: ReadonlySet<unknown> | undefined;
  pattern: RegExp | undefined;
  format: Format | undefined;
  smallest = -Infinity;
  largest = Infinity;
  /** Of a string in characters, of a list in items, of an object in fields. */
  shortest = 0;
  longest = Infinity;
  mapKeys: readonly string[] | undefined;
  isSet = false;
  combined: readonly Combination[] = [];

  constructor(schema: Schema, scope: Scope, open: boolean) {
    this.schema = schema;
    this.scope = scope;
    this.open = open;
  }
}

export interface Combination {
  readonly keyword: "oneOf" | "anyOf" | "allOf" | "not";
  readonly branches: readonly Node[];
  /** Set when the branches only demand fields: one each, or all of them after "not". */
  readonly fields: readonly string[] | undefined;
}

interface Scope {
  readonly definitions: Definitions;
  readonly closed: WeakMap<Schema, Node>;
  readonly open: WeakMap<Schema, Node>;
}

const scopes = new WeakMap<Definitions, Scope>();

/** The root of a schema; the same schema and definitions are prepared once per process. */
export function rootOf(schema: Schema, definitions: Definitions): Node {
  let scope = scopes.get(definitions);
  if (!scope)
    scopes.set(definitions, (scope = { definitions, closed: new WeakMap(), open: new WeakMap() }));
  return nodeOf(schema, scope, false);
}

/** Fills in a node when a value first reaches it, so that unused parts of a schema cost nothing. */
export function prepare(node: Node): void {
  const { schema, scope, open } = node;
  const child = (of: Schema) => nodeOf(of, scope, open);
  const { additionalProperties: additional } = schema;
  node.ready = true;
  node.types = typesOf(schema);
  node.nullable = schema.nullable === true;
  node.closed = !open && isClosed(schema);
  node.properties = schema.properties && mapOf(schema.properties, child);
  node.propertyNames = formats[schema.propertyNames?.format ?? ""];
  node.additional = typeof additional === "object" ? child(additional) : undefined;
  node.items = schema.items && child(schema.items);
  node.required = schema.required;
  node.values = schema.enum && new Set(schema.enum);
  node.pattern = schema.pattern === undefined ? undefined : patternOf(schema.pattern);
  node.format = formats[schema.format ?? ""];
  node.shortest = schema.minLength ?? schema.minItems ?? schema.minProperties ?? 0;
  node.longest = schema.maxLength ?? schema.maxItems ?? schema.maxProperties ?? Infinity;
  [node.smallest, node.largest] = rangeOf(schema);
  node.bounded =
    node.smallest > -Infinity || node.largest < Infinity || schema.multipleOf !== undefined;
  const listType = schema["x-kubernetes-list-type"];
  node.mapKeys = listType === "map" ? schema["x-kubernetes-list-map-keys"] : undefined;
  node.isSet = listType === "set" || schema.uniqueItems === true;
  node.combined = combinationsOf(schema, scope);
  node.plain = isPlain(node);
  node.few = open && isIndifferent(node) ? [...(node.properties ?? [])] : undefined;
}

function nodeOf(schema: Schema, scope: Scope, open: boolean): Node {
  const cache = open ? scope.open : scope.closed;
  let node = cache.get(schema);
  if (node) return node;
  const target = follow(schema, scope.definitions);
  node = cache.get(target) ?? new Node(target, scope, open);
  cache.set(target, node);
  cache.set(schema, node);
  return node;
}

/** The schema a reference means; keywords beside the reference replace those of the definition. */
function follow(schema: Schema, definitions: Definitions): Schema {
  const { $ref, ...beside } = schema;
  if ($ref === undefined) return schema;
  const named = definitions[$ref];
  if (!named) throw new Error(`schema: there is no definition "${$ref}"; run npm run import`);
  const target = follow(named, definitions);
  return Object.keys(beside).length === 0 ? target : { ...target, ...beside };
}

function mapOf(properties: Readonly<Record<string, Schema>>, child: (schema: Schema) => Node) {
  return new Map(Object.entries(properties).map(([name, schema]) => [name, child(schema)]));
}

function typesOf(schema: Schema): number {
  if (schema["x-kubernetes-int-or-string"]) return Type.integer | Type.string;
  const { type } = schema;
  if (type === undefined) return schema.properties ? Type.object : 0;
  const names = typeof type === "string" ? [type] : type;
  return names.reduce((bits, name) => bits | (typeBits[name] ?? 0), 0);
}

function isClosed(schema: Schema): boolean {
  if (schema["x-kubernetes-preserve-unknown-fields"]) return false;
  if (schema.additionalProperties !== undefined) return schema.additionalProperties === false;
  return schema.properties !== undefined || typesOf(schema) === Type.object;
}

function rangeOf({ minimum = -Infinity, maximum = Infinity, format }: Schema): [number, number] {
  if (format !== "int32") return [minimum, maximum];
  return [Math.max(minimum, -(2 ** 31)), Math.min(maximum, 2 ** 31 - 1)];
}

function combinationsOf(schema: Schema, scope: Scope): Combination[] {
  const found: Combination[] = [];
  for (const keyword of ["allOf", "anyOf", "oneOf"] as const) {
    const schemas = schema[keyword];
    // The pair of an integer and a string is how CRDs write an int-or-string a second time.
    if (schemas && !(keyword !== "allOf" && schema["x-kubernetes-int-or-string"])) {
      found.push(combination(keyword, schemas, scope));
    }
  }
  if (schema.not) found.push(combination("not", [schema.not], scope));
  return found;
}

function combination(
  keyword: Combination["keyword"],
  schemas: readonly Schema[],
  scope: Scope,
): Combination {
  const demands = schemas.map(({ required, ...rest }) => {
    const isBare = Object.keys(rest).every((key) => key === "type");
    return isBare && required && (required.length === 1 || keyword === "not")
      ? required
      : undefined;
  });
  return {
    keyword,
    // Branches restrict values; which fields exist is said outside of them.
    branches: schemas.map((branch) => nodeOf(branch, scope, true)),
    fields: demands.every((names) => names !== undefined) ? demands.flat() : undefined,
  };
}

function isIndifferent({ additional, propertyNames, shortest, longest }: Node): boolean {
  return !additional && !propertyNames && shortest === 0 && longest === Infinity;
}

function isPlain(node: Node): boolean {
  const isScalar = node.types !== 0 && (node.types & (Type.object | Type.array)) === 0;
  const hasLength = node.shortest > 0 || node.longest < Infinity;
  const restricted = node.values ?? node.pattern ?? node.format;
  return isScalar && !restricted && !hasLength && !node.bounded && node.combined.length === 0;
}
