import { parseSync } from "oxc-parser";
import type { Data, Fields } from "./data.ts";
import { isFields, isSame } from "./data.ts";
import type { Node, Property } from "./syntax.ts";
import { isNode, isProperty, keyOf } from "./syntax.ts";

/** An object as a source file writes it. */
export interface ObjectText {
  readonly file: string;
  readonly source: string;
  readonly node: Node;
  /** The function that it is the first argument of. */
  readonly callee: string;
}

/** All objects of a file of TypeScript. Empty for one that cannot be parsed, which synth tells. */
export function objectsIn(file: string, source: string): readonly ObjectText[] {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) return [];
  const found: ObjectText[] = [];
  visit(program as unknown as Node, "");
  return found;

  function visit(node: Node, callee: string): void {
    if (node.type === "ObjectExpression") found.push({ file, source, node, callee });
    const isCall = node.type === "CallExpression";
    const [first] = isCall ? (node["arguments"] as readonly Node[]) : [];
    const { name = "" } = isCall ? (node["callee"] as { readonly name?: string }) : {};
    for (const value of Object.values(node))
      for (const inner of Array.isArray(value) ? value : [value])
        if (isNode(inner)) visit(inner, inner === first ? name : "");
  }
}

/** Whether the object may be what became these fields: what it says as data is so, and it says no more and no less. */
export function mayBe({ node }: ObjectText, fields: Fields): boolean {
  return isLike(node, fields);
}

function isLike(node: Node, value: Data): boolean {
  const own = inside(node);
  if (own.type !== "ObjectExpression") {
    const data = dataOf(own);
    return data === undefined || isSame(data.value, value);
  }
  if (!isFields(value)) return false;
  const properties = partsOf(own).filter(isProperty);
  const isOpen = properties.length < partsOf(own).length;
  const said = new Set(properties.map(keyOf));
  const isAll = Object.keys(value).every((key) => value[key] === undefined || said.has(key));
  return (isOpen || isAll) && properties.every((one) => isLike(one.value, value[keyOf(one)]));
}

/** The field that a path leads to, or how far it leads: the object that would have it. */
export interface Field {
  readonly owner: Node;
  /** Undefined where the object does not say it. */
  readonly property: Property | undefined;
}

/** Where the path goes through what is computed there is none. */
export function fieldAt(node: Node, [key = "", ...rest]: readonly string[]): Field | undefined {
  const owner = inside(node);
  if (owner.type !== "ObjectExpression") return undefined;
  const property = partsOf(owner)
    .filter(isProperty)
    .find((one) => keyOf(one) === key);
  if (rest.length === 0) return { owner, property };
  return property && fieldAt(property.value, rest);
}

/** The value that a piece of code is without being run; undefined where it is computed. */
export function dataOf(node: Node): { readonly value: Data } | undefined {
  const own = inside(node);
  switch (own.type) {
    case "Literal":
      return own["value"] === null && own["raw"] !== "null" ? undefined : { value: own["value"] };
    case "TemplateLiteral": {
      const [text] = own["quasis"] as readonly (Node & { value: { cooked: string } })[];
      return (own["expressions"] as []).length === 0 ? { value: text!.value.cooked } : undefined;
    }
    case "UnaryExpression": {
      const data = own["operator"] === "-" ? dataOf(own["argument"] as Node) : undefined;
      return data && { value: -Number(data.value) };
    }
    case "ArrayExpression": {
      const items = (own["elements"] as readonly (Node | null)[]).map((one) => one && dataOf(one));
      return items.every((one) => one) ? { value: items.map((one) => one!.value) } : undefined;
    }
    case "ObjectExpression": {
      const entries = partsOf(own).map((one) => {
        const data = isProperty(one) ? dataOf(one.value) : undefined;
        return data && ([keyOf(one as Property), data.value] as const);
      });
      return entries.every((one) => one !== undefined)
        ? { value: Object.fromEntries(entries) }
        : undefined;
    }
    default:
      return undefined;
  }
}

export function partsOf(node: Node): readonly Node[] {
  return node["properties"] as readonly Node[];
}

/** Without `as const`, `satisfies` and brackets. */
function inside(node: Node): Node {
  return /^(?:TSAsExpression|TSSatisfiesExpression|ParenthesizedExpression)$/.test(node.type)
    ? inside(node["expression"] as Node)
    : node;
}
