import type { Cluster } from "../../model/cluster.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { takesPods } from "../support/nodes.ts";
import { listed, problemAt } from "../support/rule.ts";

/** The control plane keeps its quorum, and software finds nodes of an architecture that it exists for. */
export function* topology({ cluster, components }: ClusterPlan): Iterable<Problem> {
  for (const message of controlPlaneIssues(cluster)) yield problemAt(cluster, undefined, message);
  const available = new Set(cluster.nodes.map(({ architecture }) => architecture));
  for (const { name, placement } of components) {
    const wanted = placement?.definition.architectures;
    if (!wanted || available.size === 0) continue;
    if (wanted.some((architecture) => available.has(architecture))) continue;
    yield problemAt(
      cluster,
      name,
      `has images for ${listed(wanted)} only, but every node is ${listed([...available], "or")}; place it on another cluster`,
    );
  }
}

function* controlPlaneIssues({ nodes, endpoint }: Cluster): Iterable<string> {
  if (nodes.length === 0) {
    yield "has no nodes; list at least one";
    return;
  }
  const servers = nodes.filter(({ role }) => role === "control-plane");
  if (servers.length === 0) {
    yield "has no control plane node; give one node, or three, that role";
  } else if (servers.length % 2 === 0) {
    yield `has ${servers.length} control plane nodes, which survive no more losses than ${servers.length - 1}; use ${servers.length - 1} or ${servers.length + 1}`;
  }
  const server = servers.find(({ address }) => address === endpoint);
  if (servers.length > 1 && server)
    yield `has API endpoint ${endpoint}, which is gone with server ${server.name}; give the cluster a virtual address that no node has`;
  if (nodes.every((node) => !takesPods(node)))
    yield "has no node for ordinary pods, as each has a taint; take it from one";
}
