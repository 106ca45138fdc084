import type { Schema } from "../../../lib/kubernetes/schema/schema.ts";

/** Definition -> keywords that the API server enforces in code and OpenAPI does not say. */
export type Overlay = Readonly<Record<string, Schema>>;

/** Port numbers; zero is no port but what Go takes for unset. */
export const port: Schema = { minimum: 1, maximum: 65535 };
export const optionalPort: Schema = { minimum: 0, maximum: 65535 };
/** A number or the name of a container port. */
export const portReference: Schema = { ...port, format: "port-name", minLength: 1 };

export const notNegative: Schema = { minimum: 0 };
export const positive: Schema = { minimum: 1 };
export const weight: Schema = { minimum: 1, maximum: 100 };
export const numberOrPercent: Schema = { minimum: 0, pattern: "^[0-9]+%$" };

/** Of an enumeration, too: there it is a pointer in Go, whose empty text is a value and not an unset field. */
export const notEmpty: Schema = { minLength: 1 };
export const atLeastOne: Schema = { minItems: 1 };
export const oneField: Schema = { minProperties: 1, maxProperties: 1 };

export const label: Schema = { format: "dns-label" };
export const subdomain: Schema = { format: "dns-subdomain" };
export const ip: Schema = { format: "ip", ...notEmpty };
export const labelKey: Schema = { format: "label-key" };
export const labelValue: Schema = { format: "label-value" };
/** The same in a list, where an empty text is none the less a value. */
export const labelValues: Schema = { items: { ...labelValue, minLength: 0 } };
const quantity: Schema = { type: ["number", "string"] };
export const amount: Schema = { ...quantity, format: "amount", minimum: 0 };
export const positiveAmount: Schema = {
  ...quantity,
  format: "positive-amount",
  minimum: 0,
  exclusiveMinimum: true,
};
export const labels: Schema = { propertyNames: labelKey, additionalProperties: labelValue };
/** Below another folder. */
export const relativePath: Schema = { format: "relative-path" };
export const dataKeys: Schema = { propertyNames: { format: "config-key" } };
export const absolutePath: Schema = { pattern: "^(/|$)" };

/** Exactly one of the fields. */
export function exactlyOne(...fields: string[]): Schema {
  return { oneOf: fields.map((field) => ({ required: [field] })) };
}

/** At least one of the fields. */
export function anyOne(...fields: string[]): Schema {
  return { anyOf: fields.map((field) => ({ required: [field] })) };
}

/** The field comes with another one, or with a value of it. */
export function onlyWith(field: string, other: string, ...values: unknown[]): Schema {
  const properties = values.length > 0 ? { [other]: { enum: values } } : undefined;
  return { anyOf: [{ not: { required: [field] } }, { required: [other], properties }] };
}

/** Items that differ in this field. */
export function distinctBy(key: string): Schema {
  return { "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": [key] };
}
