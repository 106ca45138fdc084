/** A node of the syntax tree. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

export interface Property extends Node {
  readonly key: Node & { readonly name?: string; readonly value?: unknown };
  readonly value: Node & { readonly value?: unknown };
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

/** A field with a name of its own: neither spread nor computed. */
export function isProperty(node: Node): node is Property {
  return node.type === "Property" && node["computed"] !== true;
}

export function keyOf({ key }: Property): string {
  return key.name ?? String(key.value);
}
