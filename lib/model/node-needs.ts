import type { Node } from "./cluster-data.ts";
import type { AnyPlacement } from "./placement.ts";

/** A node with the labels and annotations that components of its cluster need; what the data says counts more. */
export function asNeeded(node: Node, components: readonly AnyPlacement[]): Node {
  const needs = components.flatMap(
    ({ definition, options }) => definition.node?.(node, options) ?? [],
  );
  if (needs.length === 0) return node;
  const merged = (key: "labels" | "annotations"): Node["labels"] =>
    Object.assign({}, ...needs.map((one) => one[key]), node[key]) as Node["labels"];
  return { ...node, labels: merged("labels"), annotations: merged("annotations") };
}
