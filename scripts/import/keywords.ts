type Form = (value: unknown) => boolean;

const isText: Form = (value) => typeof value === "string";
const isNumber: Form = (value) => typeof value === "number";
const isFlag: Form = (value) => typeof value === "boolean";
const isTexts: Form = (value) => Array.isArray(value) && value.every(isText);

/** All that a schema of Kubernetes or of values may say of a type: whatever else stands there would become code. */
const types = new Set(["array", "boolean", "integer", "null", "number", "object", "string"]);
const isType: Form = (value) =>
  (Array.isArray(value) ? value : [value]).every((one) => types.has(one as string));

/** What stands behind the keywords that are taken over as they are. */
const forms = {
  enum: Array.isArray,
  exclusiveMaximum: isFlag,
  exclusiveMinimum: isFlag,
  format: isText,
  maxItems: isNumber,
  maxLength: isNumber,
  maxProperties: isNumber,
  maximum: isNumber,
  minItems: isNumber,
  minLength: isNumber,
  minProperties: isNumber,
  minimum: isNumber,
  multipleOf: isNumber,
  nullable: isFlag,
  pattern: isText,
  required: isTexts,
  type: isType,
  uniqueItems: isFlag,
  "x-kubernetes-embedded-resource": isFlag,
  "x-kubernetes-int-or-string": isFlag,
  "x-kubernetes-list-map-keys": isTexts,
  "x-kubernetes-preserve-unknown-fields": isFlag,
} as const satisfies Readonly<Record<string, Form>>;

export type Keyword = keyof typeof forms;

export const keywords = Object.keys(forms) as Keyword[];

/** Whether a value may stand behind a keyword. */
export function isOfKeyword(keyword: Keyword, value: unknown): boolean {
  return forms[keyword](value);
}
