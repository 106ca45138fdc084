import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import type { Node } from "../../lib/model/cluster-data.ts";
import { accessCommand, isInContainers, isInstalled } from "../kube/access.ts";
import { failure, unknown } from "../tell/failure.ts";
import type { Machine } from "../ssh/machine.ts";
import { machineNamed } from "../ssh/machine.ts";

/** A node with all that commands need to know of it. */
export interface Target {
  readonly fleet: Fleet;
  readonly cluster: Cluster;
  readonly node: Node;
  readonly machine: Machine;
}

export function targetsOfCluster(fleet: Fleet, cluster: Cluster): Target[] {
  if (isInContainers(cluster)) {
    const message = `runs in containers on this computer; use ${accessCommand(cluster)}`;
    throw failure(cluster.name, message);
  }
  if (!isInstalled(cluster)) {
    const { name } = cluster.kubernetes.distribution;
    const message = `has distribution ${name}, and the nodes of k3s alone are set up from here; use the tools of ${name}`;
    throw failure(cluster.name, message);
  }
  return cluster.nodes.map((node) => ({
    fleet,
    cluster,
    node,
    machine: machineNamed(fleet, node.name, cluster.name),
  }));
}

/** Throws for a name that no node has; `command` is what was given it. */
export function targetOf(fleet: Fleet, name: string, command: string): Target {
  const { clusters } = fleet;
  const cluster = clusters.find(({ nodes }) => nodes.some((node) => node.name === name));
  if (cluster) return targetsOfCluster(fleet, cluster).find(({ node }) => node.name === name)!;
  const known = clusters.filter(isInstalled).flatMap(({ nodes }) => nodes.map((node) => node.name));
  return unknown(command, "node", name, known);
}

export function isServer({ node }: Pick<Target, "node">): boolean {
  return node.role === "control-plane";
}

/** The servers of the target's cluster, in the order of the data. */
export function serversOf({ fleet, cluster }: Target): Target[] {
  return targetsOfCluster(fleet, cluster).filter(isServer);
}
