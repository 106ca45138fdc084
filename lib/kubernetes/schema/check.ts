import { checkCombinations } from "./combinations.ts";
import { checkList } from "./lists.ts";
import * as messages from "./messages.ts";
import { prepare, rootOf, Type, type Node } from "./node.ts";
import type { Definitions, Issue, Schema } from "./schema.ts";
import { report, type Walk } from "./walk.ts";

/**
 * Everything in the value that the schema does not allow; objects are closed unless it opens them. A null counts as
 * absent, as the API server and Helm see it, unless `tellsNull` is set.
 */
export function check(
  schema: Schema,
  definitions: Definitions,
  value: unknown,
  tellsNull = false,
): Issue[] {
  const walk: Walk = { path: [], issues: [], visit: checkValue, tellsNull };
  checkValue(rootOf(schema, definitions), value, walk);
  return walk.issues;
}

function checkValue(node: Node, value: unknown, walk: Walk): void {
  if (!node.ready) prepare(node);
  if (value === null && node.nullable) return;
  if (node.types !== 0 && (node.types & typeOf(value)) === 0) {
    return report(walk, messages.wrongType(node, value));
  }
  if (node.plain) return;
  if (typeof value === "string") checkString(node, value, walk);
  else if (typeof value === "number") checkNumber(node, value, walk);
  else if (Array.isArray(value)) checkList(node, value, walk);
  else if (typeof value === "object" && value !== null) checkObject(node, value as Fields, walk);
  if (node.values && !node.values.has(value)) report(walk, messages.notInEnum(node, value));
  if (node.combined.length > 0) checkCombinations(node, value, walk);
}

function typeOf(value: unknown): number {
  switch (typeof value) {
    case "string":
      return Type.string;
    case "number":
      if (!Number.isFinite(value)) return 0;
      return Number.isInteger(value) ? Type.integer : Type.fraction;
    case "boolean":
      return Type.boolean;
    case "object":
      return value === null ? 0 : Array.isArray(value) ? Type.array : Type.object;
    default:
      return 0;
  }
}

function checkString(node: Node, value: string, walk: Walk): void {
  if (value.length < node.shortest) report(walk, messages.tooShort(node, value));
  else if (value.length > node.longest) report(walk, messages.tooLong(node, value));
  else if (node.pattern && !node.pattern.test(value)) report(walk, messages.noMatch(node, value));
  if (node.format && !node.format.test(value))
    report(walk, messages.wrongFormat(node.format, value));
}

function checkNumber(node: Node, value: number, walk: Walk): void {
  if (!node.bounded) return;
  const { exclusiveMinimum, exclusiveMaximum, multipleOf } = node.schema;
  const tooSmall = value < node.smallest || (exclusiveMinimum === true && value === node.smallest);
  const tooLarge = value > node.largest || (exclusiveMaximum === true && value === node.largest);
  if (tooSmall || tooLarge) report(walk, messages.outOfRange(node, value));
  else if (multipleOf !== undefined && value % multipleOf !== 0) {
    report(walk, `is ${value}, not a multiple of ${multipleOf}; round it`);
  }
}

type Fields = Readonly<Record<string, unknown>>;

function checkObject(node: Node, fields: Fields, walk: Walk): void {
  if (node.few) checkFew(node.few, fields, walk);
  else checkAll(node, fields, walk);
  if (node.required) checkRequired(node.required, node, fields, walk);
}

/** Alternatives mostly are about one field of many. */
function checkFew(few: NonNullable<Node["few"]>, fields: Fields, walk: Walk): void {
  for (const [key, child] of few) {
    const field = fields[key];
    if (field === undefined || field === null) continue;
    walk.path.push(key);
    checkValue(child, field, walk);
    walk.path.pop();
  }
}

function checkAll(node: Node, fields: Fields, walk: Walk): void {
  let count = 0;
  for (const key in fields) {
    const field = fields[key];
    if (field === undefined && !isGap(node, key, walk)) continue;
    count++;
    walk.path.push(key);
    checkField(node, key, field, walk);
    walk.path.pop();
  }
  if (count < node.shortest || count > node.longest) report(walk, messages.wrongCount(node, count));
}

/** Who goes through the entries of a map finds one without a value, too. */
function isGap({ properties, additional }: Node, key: string, { tellsNull }: Walk): boolean {
  return tellsNull && additional !== undefined && !properties?.has(key);
}

function checkField(node: Node, key: string, field: unknown, walk: Walk): void {
  if (node.propertyNames && (key === "" || !node.propertyNames.test(key))) {
    report(walk, `has a key that is not ${node.propertyNames.is}; ${node.propertyNames.todo}`);
  }
  const child = node.properties?.get(key) ?? node.additional;
  if (child) {
    if (field !== null || walk.tellsNull) checkValue(child, field, walk);
  } else if (node.closed && !isImplied(node, key)) report(walk, messages.unknownField(node, key));
}

/** An embedded object may always say what it is. */
function isImplied(node: Node, key: string): boolean {
  if (!node.schema["x-kubernetes-embedded-resource"]) return false;
  return key === "apiVersion" || key === "kind" || key === "metadata";
}

function checkRequired(required: readonly string[], node: Node, fields: Fields, walk: Walk): void {
  for (const key of required) {
    const field = fields[key];
    const isNull = field === null && !walk.tellsNull;
    if (field !== undefined && !(isNull && !node.properties?.get(key)?.schema.nullable)) continue;
    walk.path.push(key);
    report(walk, "is missing; add it");
    walk.path.pop();
  }
}
