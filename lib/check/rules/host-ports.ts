import { titleOf } from "../../kubernetes/manifest.ts";
import type { Cluster } from "../../model/cluster.ts";
import { bundledParts } from "../../model/distribution.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Item } from "../../order/item.ts";
import type { Problem } from "../../problem.ts";
import { balancerOf } from "../support/balancer.ts";
import { problemAt, specOf } from "../support/rule.ts";
import { portsOf } from "../support/workloads.ts";

/** Something that wants a port of nodes. */
interface Taker {
  readonly who: string;
  /** None of what the distribution brings. */
  readonly item?: Item;
  /** `80/TCP`. */
  readonly port: string;
  /** Of every node: nobody else finds it free anywhere. */
  readonly isEverywhere: boolean;
}

/** A port of a node goes to one: the pods of a second taker stay Pending. */
export function* hostPorts({ cluster, index }: ClusterPlan): Iterable<Problem> {
  const isBalanced = balancerOf(cluster)?.takesHostPorts === true;
  const takers = [
    ...takenBefore(cluster, isBalanced),
    ...index.items.flatMap((item) => [
      ...(isBalanced ? takenByService(item) : []),
      ...takenByPods(item),
    ]),
  ];
  const holders = new Map<string, Taker>();
  for (const taker of takers)
    if (taker.isEverywhere && !holders.has(taker.port)) holders.set(taker.port, taker);
  for (const { port, item, isEverywhere } of takers) {
    const holder = holders.get(port);
    if (!item || !holder || holder.item === item) continue;
    const nodes = isEverywhere ? "every node" : "its node";
    const other =
      item.manifest.kind === "Service" ? ", or a load balancer that gives addresses" : "";
    yield problemAt(
      cluster,
      item.component.name,
      `${titleOf(item.manifest)} wants port ${port} of ${nodes}, which ${holder.who} has; use another port${other}`,
    );
  }
}

/** What the distribution brings. */
function takenBefore(cluster: Cluster, isBalanced: boolean): Taker[] {
  return [...bundledParts(cluster)].flatMap(
    ([name, { loadBalancerPorts = [], hostPorts: own = [] }]) =>
      [...own, ...(isBalanced ? loadBalancerPorts : [])].map((port) => ({
        who: `bundled ${name}`,
        port: `${port}/TCP`,
        isEverywhere: true,
      })),
  );
}

interface Port {
  readonly protocol?: string;
  readonly hostPort?: number;
  readonly hostIP?: string;
  readonly containerPort?: number;
  readonly port?: number;
}

function takenByService(item: Item): Taker[] {
  const { manifest, component } = item;
  const { type, ports = [] } = specOf<{ type: string; ports: readonly Port[] }>(manifest);
  if (manifest.kind !== "Service" || type !== "LoadBalancer") return [];
  const who = `${titleOf(manifest)} of ${component.name}`;
  return ports.map(({ port, protocol = "TCP" }) => ({
    who,
    item,
    port: `${port}/${protocol}`,
    isEverywhere: true,
  }));
}

function takenByPods(item: Item): Taker[] {
  const { manifest, component, pods } = item;
  if (!pods) return [];
  const { nodeSelector, hostNetwork } = pods.spec;
  const { affinity } = pods.spec as { affinity?: object };
  const isEverywhere = manifest.kind === "DaemonSet" && !nodeSelector && !affinity;
  const ports: readonly Port[] = portsOf(pods);
  const taken = ports.flatMap(({ hostPort, hostIP, containerPort, protocol = "TCP" }) => {
    // In the network of its node a container's port is the node's.
    const port = hostPort ?? (hostNetwork ? containerPort : undefined);
    return port && !hostIP ? `${port}/${protocol}` : [];
  });
  const who = `${titleOf(manifest)} of ${component.name}`;
  return [...new Set(taken)].map((port) => ({ who, item, port, isEverywhere }));
}
