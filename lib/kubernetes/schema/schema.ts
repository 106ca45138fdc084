/** The part of JSON schema that CRDs, the core API and chart values need; objects are closed. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly uniqueItems?: boolean;
  readonly nullable?: boolean;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly not?: Schema;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-embedded-resource"?: boolean;
  readonly "x-kubernetes-list-type"?: string;
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  /** What the server fills in; kept where rules of the kind may read it. */
  readonly default?: unknown;
  readonly "x-kubernetes-validations"?: readonly ValidationRule[];
}

/** A rule in CEL of a CustomResourceDefinition. */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
  /** In CEL, too; it makes the message. */
  readonly messageExpression?: string;
  /** Below the value that has the rule, as `.spec.replicas`. */
  readonly fieldPath?: string;
  /** A rule that reads `oldSelf` holds for new objects, too. */
  readonly optionalOldSelf?: true;
}

/** What `$ref` names. */
export type Definitions = Readonly<Record<string, Schema>>;

/** `<path> <message>` is a sentence; the message holds what was found and what to do. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** A named syntax of strings; `is` completes "not ..." and `todo` says how to mend it. */
export interface Format {
  readonly test: (value: string) => boolean;
  readonly is: string;
  readonly todo: string;
}
