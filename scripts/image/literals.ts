import { parseSync } from "oxc-parser";

/** A text of a source file, between its quotes. */
export interface Literal {
  readonly file: string;
  readonly line: number;
  /** Where its quotes begin and end. */
  readonly start: number;
  readonly end: number;
  readonly value: string;
  /** The field that it is the value of; "" elsewhere. */
  readonly field: string;
  /** The texts, numbers and truth values that stand in the same object. */
  readonly beside: Readonly<Record<string, unknown>>;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

interface Property extends Node {
  readonly key: Node & { readonly name?: string; readonly value?: unknown };
  readonly value: Node & { readonly value?: unknown };
}

/** All texts of a file of TypeScript. Empty for one that cannot be parsed, which synth tells. */
export function literalsIn(file: string, text: string): readonly Literal[] {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) return [];
  const found: Literal[] = [];
  visit(program as unknown as Node, "", {});
  return found;

  function visit(node: Node, field: string, beside: Literal["beside"]): void {
    if (node.type === "Literal" && typeof node["value"] === "string") {
      const line = text.slice(0, node.start).split("\n").length;
      const { start, end, value } = node as Node & { readonly value: string };
      found.push({ file, line, start, end, value, field, beside });
      return;
    }
    if (node.type === "ObjectExpression") {
      const properties = (node["properties"] as readonly Node[]).filter(isProperty);
      const own = Object.fromEntries(properties.map((one) => [keyOf(one), one.value.value]));
      for (const property of properties) visit(property.value, keyOf(property), own);
      return;
    }
    for (const value of Object.values(node))
      for (const inner of Array.isArray(value) ? value : [value])
        if (isNode(inner)) visit(inner, "", beside);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

function isProperty(node: Node): node is Property {
  return node.type === "Property";
}

function keyOf({ key }: Property): string {
  return key.name ?? String(key.value);
}
