import type { Schema } from "../../../lib/schema/schema.ts";

/** Definition -> keywords that the API server enforces in code and OpenAPI does not say. */
export type Overlay = Readonly<Record<string, Schema>>;

/** Port numbers; zero is no port but what Go takes for unset. */
export const port: Schema = { minimum: 1, maximum: 65535 };
export const optionalPort: Schema = { minimum: 0, maximum: 65535 };
/** A number or the name of a container port. */
export const portReference: Schema = { ...port, format: "port-name" };

export const notNegative: Schema = { minimum: 0 };
export const positive: Schema = { minimum: 1 };
export const weight: Schema = { minimum: 1, maximum: 100 };
export const numberOrPercent: Schema = { minimum: 0, pattern: "^[0-9]+%$" };

export const notEmpty: Schema = { minLength: 1 };
export const atLeastOne: Schema = { minItems: 1 };
export const oneField: Schema = { minProperties: 1, maxProperties: 1 };

export const label: Schema = { format: "dns-label" };
export const subdomain: Schema = { format: "dns-subdomain" };
export const labelKey: Schema = { format: "label-key" };
export const labelValue: Schema = { format: "label-value" };
export const labels: Schema = { propertyNames: labelKey, additionalProperties: labelValue };
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
