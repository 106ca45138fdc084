import type { Schema } from "../../lib/kubernetes/schema/schema.ts";
import { fieldsText, generated, pascalCase, type Style } from "./typescript.ts";

export interface ConstructSource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema: Schema;
}

const given = new Set(["apiVersion", "kind", "metadata", "status"]);

/** A typed cdk8s construct whose properties have the names of the API. */
export function constructText({ apiVersion, kind, schema }: ConstructSource): string {
  const name = className(kind);
  const { texts, style } = namedInterfaces(name);
  const fields = fieldsOf(schema);
  const props = fieldsText(fields, style, [], ["readonly metadata?: ApiObjectMetadata;"]);
  const optional = (fields.required ?? []).length === 0 ? " = {}" : "";
  return [
    generated,
    'import { ApiObject, type ApiObjectMetadata } from "cdk8s";\n',
    'import type { Construct } from "constructs";\n\n',
    `export interface ${name}Props ${props}\n\n`,
    ...[...texts.values()].slice(1).map((text) => `${text}\n\n`),
    `export class ${name} extends ApiObject {\n`,
    `  constructor(scope: Construct, id: string, props: ${name}Props${optional}) {\n`,
    `    super(scope, id, { apiVersion: ${JSON.stringify(apiVersion)}, kind: ${JSON.stringify(kind)}, ...props });\n`,
    "  }\n}\n",
  ].join("");
}

/** Names that the file has from elsewhere. */
const imported = new Set(["ApiObject", "ApiObjectMetadata", "Construct"]);

/** A kind may hold dashes and begin with a small letter. */
function className(kind: string): string {
  const name = pascalCase(kind);
  return imported.has(name) ? `${name}Kind` : name;
}

function fieldsOf(schema: Schema): Schema {
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) => !given.has(name));
  return {
    properties: Object.fromEntries(properties),
    required: schema.required?.filter((name) => !given.has(name)),
  };
}

/** Gives shapes inside lists and maps a name; equal shapes share one. */
function namedInterfaces(kind: string): { texts: Map<string, string>; style: Style } {
  const names = new Map<string, string>();
  const texts = new Map<string, string>([[`${kind}Props`, ""]]);
  const style: Style = {
    isValues: false,
    name(schema, path) {
      const shape = JSON.stringify(schema);
      const known = names.get(shape);
      if (known) return known;
      const name = freeName(pascalCase(kind, ...path), texts);
      names.set(shape, name);
      texts.set(name, "");
      texts.set(name, `export interface ${name} ${fieldsText(schema, style, path)}`);
      return name;
    },
  };
  return { texts, style };
}

function freeName(wanted: string, taken: ReadonlyMap<string, string>): string {
  if (!taken.has(wanted)) return wanted;
  let number = 2;
  while (taken.has(`${wanted}${number}`)) number++;
  return `${wanted}${number}`;
}
