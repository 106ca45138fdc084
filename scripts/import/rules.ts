import { isMap } from "../../lib/outside/maps.ts";
import { BadText } from "../../lib/outside/text.ts";
import { shown } from "../../lib/kubernetes/schema/messages.ts";
import type { Schema, ValidationRule } from "../../lib/kubernetes/schema/schema.ts";
import type { JsonSchema } from "./source.ts";

/** The rules in CEL of a schema, without what only serves programs. Throws a BadText. */
export function rulesOf(schema: JsonSchema): readonly ValidationRule[] | undefined {
  const rules = schema["x-kubernetes-validations"];
  if (rules === undefined || rules === null) return undefined;
  if (!Array.isArray(rules)) throw new BadText(`has rules that are ${shown(rules)}`);
  return rules.map(ruleOf);
}

function ruleOf(found: unknown): ValidationRule {
  const { rule, message, messageExpression, fieldPath, optionalOldSelf } = isMap(found)
    ? found
    : {};
  const texts = { message, messageExpression, fieldPath };
  for (const text of [rule ?? found, ...Object.values(texts)])
    if (text !== undefined && text !== null && typeof text !== "string")
      throw new BadText(`has a rule that is ${shown(found)}`);
  const said = Object.entries(texts).filter(([, text]) => text);
  return {
    rule: rule as string,
    ...Object.fromEntries(said),
    ...(optionalOldSelf === true && { optionalOldSelf }),
  };
}

/** Whether anything below a schema has rules. */
export function hasRules(schema: Schema | undefined): boolean {
  if (!schema) return false;
  if (schema["x-kubernetes-validations"]) return true;
  const { items, additionalProperties, properties = {} } = schema;
  const below = typeof additionalProperties === "object" ? [additionalProperties] : [];
  return hasRules(items) || [...below, ...Object.values(properties)].some(hasRules);
}

/** Defaults matter to rules alone: whatever else reads a schema asks what may be left out. */
export function withoutPresets(schema: Schema): Schema {
  const { default: _, ...rest } = schema;
  const { items, additionalProperties, properties } = rest;
  return {
    ...rest,
    ...(items && { items: withoutPresets(items) }),
    ...(typeof additionalProperties === "object" && {
      additionalProperties: withoutPresets(additionalProperties),
    }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, one]) => [name, withoutPresets(one)]),
      ),
    }),
  };
}
