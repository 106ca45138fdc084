import { prepare, type Node } from "../schema/node.ts";
import { parseQuantity } from "../quantity.ts";
import { isFields } from "./apply.ts";

/** Whether two values are one to the API server: 1Gi is 1024Mi, and what is empty is as good as absent. */
export function same(node: Node | undefined, one: unknown, other: unknown, key = ""): boolean {
  if (node && !node.ready) prepare(node);
  const [a, b] = [substance(node, one, key), substance(node, other, key)];
  if (isFields(a) && isFields(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].every((name) => {
      const child = node?.properties?.get(name) ?? node?.additional;
      return same(child, a[name], b[name], name);
    });
  }
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => same(node?.items, item, b[i]));
  return a === b || (isAmount(node) && amountOf(a) === amountOf(b));
}

/** Undefined for what is nothing. */
function substance(node: Node | undefined, value: unknown, key: string): unknown {
  if (value === "" || value === null) return undefined;
  if ((value === false || value === 0) && plain.has(key)) return undefined;
  if (Array.isArray(value)) return value.length > 0 ? value : undefined;
  if (!isFields(value) || Object.values(value).some((field) => field !== undefined)) return value;
  // An empty object says something where the field may be left out, as in `emptyDir: {}`.
  return node?.properties && !held.has(key) ? value : undefined;
}

/** Fields that no object is without, where false or zero is as good as nothing. */
const plain = new Set(
  "hostIPC hostNetwork hostPID hostPort initialDelaySeconds readOnly stdin stdinOnce tty".split(
    " ",
  ),
);

/** Objects that are there always. */
const held = new Set("metadata resources spec template".split(" "));

function isAmount(node: Node | undefined): boolean {
  return /^(?:quantity|amount|positive-amount)$/.test(node?.schema.format ?? "");
}

function amountOf(value: unknown): unknown {
  try {
    return parseQuantity(value as string);
  } catch {
    return value;
  }
}
