import { isMap } from "../../outside/maps.ts";
import { pathText } from "../schema/messages.ts";
import type { Issue, Schema, ValidationRule } from "../schema/schema.ts";
import { programOf, verdictOf } from "./environment.ts";
import { celValue, withDefaults } from "./values.ts";

type Path = readonly (string | number)[];

/** What the rules of a custom resource's kind refuse in an object that is new. */
export function ruleIssues(schema: Schema, object: unknown): Issue[] {
  if (!hasRules(schema)) return [];
  return [...issuesAt({ schema, value: withDefaults(schema, object), path: [], isUpdate: false })];
}

/** What they refuse in an update, though both sides by themselves are right. */
export function updateIssues(schema: Schema, before: unknown, after: unknown): Issue[] {
  if (!hasRules(schema)) return [];
  const [old, value] = [before, after].map((one) => withDefaults(schema, one));
  return [...issuesAt({ schema, value, old, path: [], isUpdate: true })];
}

/** A value on the way through a schema, with the one that it replaces. */
interface Place {
  readonly schema: Schema;
  readonly value: unknown;
  readonly old?: unknown;
  readonly path: Path;
  readonly isUpdate: boolean;
}

function* issuesAt(place: Place): Iterable<Issue> {
  const { schema, value } = place;
  if (value === undefined || value === null || !hasRules(schema)) return;
  const rules = schema["x-kubernetes-validations"] ?? [];
  for (const rule of rules) {
    const issue = issueOf(rule, place);
    if (issue) yield issue;
  }
  if (Array.isArray(value)) yield* issuesOfItems(place, value);
  else if (isMap(value)) yield* issuesOfFields(place, value);
}

function* issuesOfItems(place: Place, items: readonly unknown[]): Iterable<Issue> {
  const { schema, old, path } = place;
  const keys = schema["x-kubernetes-list-map-keys"];
  const before = new Map(
    keys && Array.isArray(old) ? old.map((item: unknown) => [keyOf(item, keys), item]) : [],
  );
  if (!schema.items) return;
  for (const [i, value] of items.entries()) {
    const was = keys && before.get(keyOf(value, keys));
    yield* issuesAt({ ...place, schema: schema.items, value, old: was, path: [...path, i] });
  }
}

function keyOf(item: unknown, keys: readonly string[]): string {
  return JSON.stringify(keys.map((key) => (isMap(item) ? item[key] : undefined)));
}

function* issuesOfFields(place: Place, fields: Readonly<Record<string, unknown>>): Iterable<Issue> {
  const { schema, old, path } = place;
  const { properties = {}, additionalProperties: others } = schema;
  for (const [key, value] of Object.entries(fields)) {
    const child = Object.hasOwn(properties, key) ? properties[key] : others;
    if (typeof child !== "object") continue;
    const was = isMap(old) && Object.hasOwn(old, key) ? old[key] : undefined;
    yield* issuesAt({ ...place, schema: child, value, old: was, path: [...path, key] });
  }
}

const readsOld = /\boldSelf\b/;

/** On updates those count that look back: the others are about the object alone, and told of it. */
function issueOf(rule: ValidationRule, place: Place): Issue | undefined {
  const { schema, value, old, path, isUpdate } = place;
  const looksBack = readsOld.test(rule.rule);
  // Of those that hold for new objects, too, the rest is told of the object by itself.
  if (looksBack ? old === undefined || old === null : isUpdate) return undefined;
  if (rule.optionalOldSelf) return undefined;
  const isRoot = path.length === 0;
  const variables = {
    self: celValue(schema, value, isRoot),
    ...(looksBack && { oldSelf: celValue(schema, old, isRoot) }),
  };
  if (verdictOf(programOf(rule.rule), variables) !== false) return undefined;
  return { path: pathText([...path, ...fieldOf(rule)]), message: messageOf(rule, variables) };
}

/** `.spec.items[0]['a']` as keys. */
function fieldOf({ fieldPath = "" }: ValidationRule): string[] {
  return [...fieldPath.matchAll(/\.([^.[\]]+)|\['([^']*)'\]/g)].map(
    ([, plain, quoted]) => plain ?? quoted ?? "",
  );
}

function messageOf(
  { rule, message, messageExpression }: ValidationRule,
  variables: Readonly<Record<string, unknown>>,
): string {
  const text =
    (messageExpression && told(messageExpression, variables)) ?? message ?? `failed rule: ${rule}`;
  return `breaks a rule of its kind: ${text.replace(/\s+/g, " ").trim()}; correct it`;
}

function told(
  expression: string,
  variables: Readonly<Record<string, unknown>>,
): string | undefined {
  const program = programOf(expression);
  if (program.fault !== undefined) return undefined;
  try {
    const text = program.run(variables);
    return typeof text === "string" && text.trim() !== "" ? text : undefined;
  } catch {
    return undefined;
  }
}

const known = new WeakMap<Schema, boolean>();

/** Whether anything in a schema has rules: the rest of an object is not looked at. */
function hasRules(schema: Schema): boolean {
  let has = known.get(schema);
  if (has === undefined) known.set(schema, (has = findRules(schema)));
  return has;
}

function findRules(schema: Schema): boolean {
  if (schema["x-kubernetes-validations"]) return true;
  const { items, additionalProperties: others, properties = {} } = schema;
  if (items && hasRules(items)) return true;
  if (typeof others === "object" && hasRules(others)) return true;
  return Object.values(properties).some(hasRules);
}
