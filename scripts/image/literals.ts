import { parseSync } from "oxc-parser";
import type { Node } from "./syntax.ts";
import { isNode, isProperty, keyOf } from "./syntax.ts";

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
      const parts = node["properties"] as readonly Node[];
      const properties = parts.filter(isProperty);
      const own = Object.fromEntries(properties.map((one) => [keyOf(one), one.value.value]));
      for (const part of parts)
        if (isProperty(part)) visit(part.value, keyOf(part), own);
        else visit(part, "", own);
      return;
    }
    for (const value of Object.values(node))
      for (const inner of Array.isArray(value) ? value : [value])
        if (isNode(inner)) visit(inner, "", beside);
  }
}
