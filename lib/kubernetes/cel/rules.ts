import { isMap } from "../../outside/maps.ts";
import { pathText } from "../schema/messages.ts";
import type { Issue, Schema, ValidationRule } from "../schema/schema.ts";
import { optional, programOf, verdictOf } from "./environment.ts";
import { celValue, withDefaults } from "./values.ts";

type Path = readonly (string | number)[];

/** What the rules of a custom resource's kind refuse in an object that is new, with its defaults filled in. */
export function ruleIssues(schema: Schema, object: unknown): Issue[] {
  const found = [...brokenAt({ schema, value: object, path: [], isUpdate: false })];
  return found.map(({ path, text }) => ({
    path,
    message: `breaks a rule of its kind: ${text}; correct it`,
  }));
}

/** What they refuse in an update, though both sides by themselves are right. */
export function updateBreaks(schema: Schema, before: unknown, after: unknown): Broken[] {
  const [old, value] = [before, after].map((one) => withDefaults(schema, one));
  return [...brokenAt({ schema, value, old, path: [], isUpdate: true })];
}

/** A rule that does not hold, in the words of its kind. */
export interface Broken {
  readonly path: string;
  readonly text: string;
}

/** A value on the way through a schema, with the one that it replaces. */
interface Place {
  readonly schema: Schema;
  readonly value: unknown;
  readonly old?: unknown;
  readonly path: Path;
  readonly isUpdate: boolean;
}

function* brokenAt(place: Place): Iterable<Broken> {
  const { schema, value } = place;
  if (value === undefined || value === null || !hasRules(schema)) return;
  const rules = schema["x-kubernetes-validations"] ?? [];
  for (const rule of rules) {
    const broken = brokenBy(rule, place);
    if (broken) yield broken;
  }
  if (Array.isArray(value)) yield* brokenInItems(place, value);
  else if (isMap(value)) yield* brokenInFields(place, value);
}

function* brokenInItems(place: Place, items: readonly unknown[]): Iterable<Broken> {
  const { schema, old, path } = place;
  const keys = schema["x-kubernetes-list-map-keys"];
  const before = new Map(
    keys && Array.isArray(old) ? old.map((item: unknown) => [keyOf(item, keys), item]) : [],
  );
  if (!schema.items) return;
  for (const [i, value] of items.entries()) {
    const was = keys && before.get(keyOf(value, keys));
    yield* brokenAt({ ...place, schema: schema.items, value, old: was, path: [...path, i] });
  }
}

function keyOf(item: unknown, keys: readonly string[]): string {
  return JSON.stringify(keys.map((key) => (isMap(item) ? item[key] : undefined)));
}

function* brokenInFields(
  place: Place,
  fields: Readonly<Record<string, unknown>>,
): Iterable<Broken> {
  const { schema, old, path } = place;
  const { properties = {}, additionalProperties: others } = schema;
  for (const [key, value] of Object.entries(fields)) {
    const child = Object.hasOwn(properties, key) ? properties[key] : others;
    if (typeof child !== "object") continue;
    const was = isMap(old) && Object.hasOwn(old, key) ? old[key] : undefined;
    yield* brokenAt({ ...place, schema: child, value, old: was, path: [...path, key] });
  }
}

const readsOld = /\boldSelf\b/;

function brokenBy(rule: ValidationRule, place: Place): Broken | undefined {
  const { schema, value, old, path } = place;
  if (!isAsked(rule, place)) return undefined;
  const isRoot = path.length === 0;
  const variables = {
    self: celValue(schema, value, isRoot),
    oldSelf: oldValue(rule, celValue(schema, old, isRoot)),
  };
  if (verdictOf(programOf(rule.rule), variables) !== false) return undefined;
  return { path: pathText([...path, ...fieldOf(rule)]), text: textOf(rule, variables) };
}

/** A rule that looks back wants something to look at. On updates the others are told of the object by itself. */
function isAsked({ rule, optionalOldSelf }: ValidationRule, { old, isUpdate }: Place): boolean {
  if (!readsOld.test(rule)) return !isUpdate;
  return optionalOldSelf ? true : old !== undefined && old !== null;
}

function oldValue({ optionalOldSelf }: ValidationRule, old: unknown): unknown {
  return optionalOldSelf ? optional(old) : old;
}

/** `.spec.items[0]['a']` as keys. */
function fieldOf({ fieldPath = "" }: ValidationRule): string[] {
  return [...fieldPath.matchAll(/\.([^.[\]]+)|\['([^']*)'\]/g)].map(
    ([, plain, quoted]) => plain ?? quoted ?? "",
  );
}

function textOf(
  { rule, message, messageExpression }: ValidationRule,
  variables: Readonly<Record<string, unknown>>,
): string {
  const text = messageExpression && told(messageExpression, variables);
  return (text ?? message ?? `failed rule: ${rule}`).replace(/\s+/g, " ").trim();
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
export function hasRules(schema: Schema): boolean {
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
