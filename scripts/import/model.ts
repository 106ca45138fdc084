import { fileURLToPath } from "node:url";
import type { Checker, Program, Symbol, Type } from "typescript/unstable/sync";
import { API, ObjectFlags, SignatureKind, SymbolFlags, TypeFlags } from "typescript/unstable/sync";
import type { Schema } from "../../lib/kubernetes/schema/schema.ts";
import type { Files } from "./output.ts";
import { compactJson } from "./output.ts";

const project = fileURLToPath(new URL("../types/tsconfig.json", import.meta.url));

/** What is described: a type of lib/model by its name, or the type of one of its fields. */
const roots = [
  { file: "cluster", type: "Fleet" },
  { file: "cluster", type: "Cluster" },
  { file: "definition", type: "ComponentDefinition" },
  { file: "placement", type: "Placement", field: "overrides" },
] as const;

/** What only a function of the model makes: told in words of their own, since whoever forgot to call it has no fields at all. */
const aside = new Set(["Distribution", "Placement"]);

/** The types of what people write, as schemas: data that no compiler has seen is checked by the same source. */
export function modelFiles(): Files {
  const api = new API({ cwd: fileURLToPath(new URL("../..", import.meta.url)) });
  try {
    const opened = api.updateSnapshot({ openProjects: [project] }).getProject(project);
    if (!opened) throw new Error(`${project}: no project of TypeScript`);
    const { program, checker } = opened;
    const describer = new Describer(checker);
    for (const { file, type, ...rest } of roots) {
      const declared = checker.getDeclaredTypeOfSymbol(exportOf(program, checker, file, type));
      const field = "field" in rest ? checker.getPropertyOfType(declared, rest.field) : undefined;
      describer.of(field ? checker.getTypeOfSymbol(field)! : declared);
    }
    return new Map([["model.json", compactJson({ $defs: describer.sorted() })]]);
  } finally {
    api.close();
  }
}

function exportOf(program: Program, checker: Checker, file: string, name: string): Symbol {
  const path = fileURLToPath(new URL(`../../lib/model/${file}.ts`, import.meta.url));
  const source = program.getSourceFile(path);
  const found = source && checker.resolveName(name, SymbolFlags.Type, source);
  if (!found) throw new Error(`lib/model/${file}.ts: there is no type ${name}`);
  return found;
}

class Describer {
  readonly #checker: Checker;
  readonly #definitions = new Map<string, Schema>();

  constructor(checker: Checker) {
    this.#checker = checker;
  }

  sorted(): Record<string, Schema> {
    return Object.fromEntries([...this.#definitions].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** An empty schema for what no data can say: functions, and what is generic. */
  of(type: Type): Schema {
    const { flags } = type;
    if (flags & (TypeFlags.StringLiteral | TypeFlags.NumberLiteral | TypeFlags.BooleanLiteral))
      return literals([type]);
    if (flags & TypeFlags.String || type.isTemplateLiteralType()) return { type: "string" };
    if (flags & TypeFlags.Number) return { type: "number" };
    if (flags & TypeFlags.Boolean) return { type: "boolean" };
    if (type.isUnionType()) return this.#union(type.getTypes());
    return type.isObjectType() ? this.#object(type) : {};
  }

  #union(all: readonly Type[]): Schema {
    const types = all.filter(({ flags }) => !(flags & (TypeFlags.Undefined | TypeFlags.Null)));
    if (types.every((type) => type.isLiteralType())) return literals(types);
    if (types.length === 1) return this.of(types[0]!);
    const schemas = types.map((type) => this.of(type));
    const kinds = new Set(schemas.map((schema) => this.#followed(schema).type));
    if (kinds.size !== 1 || kinds.has(undefined)) return {};
    const [kind] = kinds;
    if (kind === "object") return merged(schemas.map((schema) => this.#followed(schema)));
    return kind === "array" ? { type: "array" } : { type: kind! };
  }

  #followed(schema: Schema): Schema {
    return schema.$ref === undefined ? schema : this.#definitions.get(schema.$ref)!;
  }

  #object(type: Type): Schema {
    const checker = this.#checker;
    if (checker.isArrayType(type) || checker.isTupleType(type))
      return { type: "array", items: this.of(checker.getTypeArguments(type as never)[0]!) };
    if (checker.getSignaturesOfType(type, SignatureKind.Call).length > 0) return {};
    const [index] = checker.getIndexInfosOfType(type);
    if (index) return { type: "object", additionalProperties: orAny(this.of(index.valueType)) };
    const isMapped = type.isObjectType() && (type.objectFlags & ObjectFlags.Mapped) !== 0;
    if (isMapped || checker.getPropertiesOfType(type).length === 0)
      return { type: "object", additionalProperties: true };
    const name =
      type.isClassOrInterface() || type.isTypeReference() ? type.getSymbol()?.name : undefined;
    if (name === undefined || name === "__type") return this.#fields(type);
    if (aside.has(name)) return {};
    if (!this.#definitions.has(name)) {
      // Before its fields, which may lead back to it.
      this.#definitions.set(name, { type: "object" });
      this.#definitions.set(name, this.#fields(type));
    }
    return { $ref: name };
  }

  #fields(type: Type): Schema {
    const fields = this.#checker.getPropertiesOfType(type);
    const properties = fields.map((field): [string, Schema] => [
      field.name,
      this.of(this.#checker.getTypeOfSymbol(field)!),
    ]);
    const required = fields.filter(({ flags }) => !(flags & SymbolFlags.Optional));
    return {
      type: "object",
      properties: Object.fromEntries(properties),
      ...(required.length > 0 && { required: required.map(({ name }) => name) }),
    };
  }
}

function literals(types: readonly Type[]): Schema {
  const values = types.map((type) => (type.isLiteralType() ? type.value : undefined));
  const kind = typeof values[0];
  if (kind === "boolean" && values.length === 2) return { type: "boolean" };
  return { type: kind, enum: values.map((value) => value as string) };
}

function orAny(schema: Schema): Schema | true {
  return Object.keys(schema).length === 0 ? true : schema;
}

/** What objects of any of these have; required is what all require. */
function merged(schemas: readonly Schema[]): Schema {
  const keys = new Set(schemas.flatMap(({ properties = {} }) => Object.keys(properties)));
  const properties = [...keys].map((key): [string, Schema] => {
    const kinds = new Set(schemas.flatMap((one) => one.properties?.[key]?.type ?? []));
    const open = kinds.has("object") ? { additionalProperties: true } : {};
    return [key, kinds.size === 1 ? { type: [...kinds][0]!, ...open } : {}];
  });
  const required = [...keys].filter((key) => schemas.every((one) => one.required?.includes(key)));
  return { type: "object", properties: Object.fromEntries(properties), required };
}
