import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import type { Node } from "../../lib/model/cluster-data.ts";
import { isInContainers } from "../kube/access.ts";
import type { Machine } from "../ssh/machine.ts";
import { machinesOf } from "../ssh/machine.ts";

type Hosts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A group of an Ansible inventory; its hosts carry variables. */
export interface Group {
  readonly hosts?: Hosts;
  readonly children?: Readonly<Record<string, Group>>;
}

/** Ansible's inventory of a fleet: hosts, machines, and for each cluster its servers and agents. */
export function inventoryOf(fleet: Fleet): { readonly all: Group } {
  const { site, clusters } = fleet;
  const machines = new Map(machinesOf(fleet).map((machine) => [machine.name, machine]));
  const hostsOf = (names: readonly string[]): Hosts =>
    Object.fromEntries(names.map((name) => [name, variablesOf(machines.get(name)!)]));
  const clusterGroups = clusters
    .filter((cluster) => !isInContainers(cluster))
    .map((cluster) => [groupName(cluster.name), clusterGroup(cluster, machines)] as const);
  return {
    all: {
      children: {
        hypervisors: { hosts: hostsOf(Object.keys(site.hosts)) },
        machines: { hosts: hostsOf(Object.keys(site.machines)) },
        ...Object.fromEntries(clusterGroups),
      },
    },
  };
}

function variablesOf({ address, user }: Machine): Readonly<Record<string, string>> {
  return { ansible_host: address, ansible_user: user };
}

function clusterGroup({ name, nodes }: Cluster, machines: ReadonlyMap<string, Machine>): Group {
  const group = groupName(name);
  const hostsWith = (role: Node["role"]): Hosts =>
    Object.fromEntries(
      nodes
        .filter((node) => node.role === role)
        .map((node) => {
          const own = variablesOf(machines.get(node.name)!);
          return [node.name, { ...own, architecture: node.architecture }];
        }),
    );
  return {
    children: {
      [`${group}_servers`]: { hosts: hostsWith("control-plane") },
      [`${group}_agents`]: { hosts: hostsWith("worker") },
    },
  };
}

/** Ansible takes letters, digits and underscores (its documentation: "Creating valid variable names"). */
function groupName(name: string): string {
  return name.replace(/\W/g, "_");
}
