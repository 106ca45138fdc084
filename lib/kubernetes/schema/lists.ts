import * as messages from "./messages.ts";
import type { Node } from "./node.ts";
import { report, type Walk } from "./walk.ts";

/** The items of a list, their number, and what must be unique among them. */
export function checkList(node: Node, items: readonly unknown[], walk: Walk): void {
  const { length } = items;
  if (length < node.shortest || length > node.longest)
    report(walk, messages.wrongCount(node, length));
  if (node.items) checkItems(node.items, items, walk);
  if (length < 2) return;
  const { mapKeys } = node;
  if (mapKeys) reportTwins(items, walk, (one, other) => haveSameKeys(mapKeys, one, other), mapKeys);
  else if (node.isSet) reportTwins(items, walk, isSame, []);
}

function checkItems(node: Node, items: readonly unknown[], walk: Walk): void {
  for (let index = 0; index < items.length; index++) {
    walk.path.push(index);
    walk.visit(node, items[index], walk);
    walk.path.pop();
  }
}

type Comparison = (one: unknown, other: unknown) => boolean;

function reportTwins(
  items: readonly unknown[],
  walk: Walk,
  same: Comparison,
  keys: readonly string[],
): void {
  for (let index = 1; index < items.length; index++) {
    for (let earlier = 0; earlier < index; earlier++) {
      if (!same(items[earlier], items[index])) continue;
      walk.path.push(index);
      report(walk, messages.twin(items[index], earlier, keys));
      walk.path.pop();
      break;
    }
  }
}

function haveSameKeys(keys: readonly string[], one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return false;
  for (const key of keys) {
    if ((one as Record<string, unknown>)[key] !== (other as Record<string, unknown>)[key])
      return false;
  }
  return true;
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || one === null) return one === other;
  return JSON.stringify(one) === JSON.stringify(other);
}
