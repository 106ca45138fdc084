import type { ClusterData, Node, Taint } from "./cluster-data.ts";
import type { AnyPlacement } from "./placement.ts";

/** What of a cluster gives its nodes something that their data does not say. */
interface Surroundings extends Pick<ClusterData, "kubernetes" | "nodes"> {
  readonly components: readonly AnyPlacement[];
}

/**
 * A node with the labels and annotations that components of its cluster need, and the taints that its distribution gives
 * it; what the data says counts more.
 */
export function asNeeded(node: Node, { components, kubernetes, nodes }: Surroundings): Node {
  const { distribution } = kubernetes;
  const { serversTake } = distribution;
  const isServer = node.role === "control-plane";
  const isTainted =
    isServer && (serversTake === "none" || (serversTake === "alone" && nodes.some(isWorker)));
  const taints = isTainted && !node.taints ? { taints: [serverTaint] } : {};
  const needs = components.flatMap(
    ({ definition, options }) => definition.node?.(node, options, distribution) ?? [],
  );
  if (needs.length === 0) return isTainted ? { ...node, ...taints } : node;
  const merged = (key: "labels" | "annotations"): Node["labels"] =>
    Object.assign({}, ...needs.map((one) => one[key]), node[key]) as Node["labels"];
  return { ...node, ...taints, labels: merged("labels"), annotations: merged("annotations") };
}

const serverTaint: Taint = {
  key: "node-role.kubernetes.io/control-plane",
  effect: "NoSchedule",
};

function isWorker({ role }: Node): boolean {
  return role === "worker";
}
