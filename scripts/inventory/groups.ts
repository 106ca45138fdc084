import type { Cluster, Fleet, Node } from "../../lib/cluster.ts";

/** A group of an Ansible inventory; its hosts carry variables. */
export interface Group {
  readonly hosts?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly children?: Readonly<Record<string, Group>>;
}

/** Ansible's inventory of a fleet: hosts, machines, and for each cluster its servers and agents. */
export function inventoryOf({ site, clusters }: Fleet): { readonly all: Group } {
  const machines = clusters.filter(({ kubernetes }) => kubernetes.distribution !== "k3d");
  return {
    all: {
      children: {
        hypervisors: { hosts: addressesOf(site.hosts) },
        machines: { hosts: addressesOf(site.machines) },
        ...Object.fromEntries(machines.map((one) => [groupName(one.name), clusterGroup(one)])),
      },
    },
  };
}

function clusterGroup({ name, nodes }: Cluster): Group {
  const group = groupName(name);
  const servers = nodes.filter(({ role }) => role === "control-plane");
  const agents = nodes.filter(({ role }) => role === "worker");
  return {
    children: {
      [`${group}_servers`]: { hosts: hostsOf(servers) },
      [`${group}_agents`]: { hosts: hostsOf(agents) },
    },
  };
}

function hostsOf(nodes: readonly Node[]): NonNullable<Group["hosts"]> {
  return Object.fromEntries(
    nodes.map(({ name, address, architecture }) => [name, { ansible_host: address, architecture }]),
  );
}

function addressesOf(
  named: Readonly<Record<string, { readonly address: string }>>,
): NonNullable<Group["hosts"]> {
  return Object.fromEntries(
    Object.entries(named).map(([name, { address }]) => [name, { ansible_host: address }]),
  );
}

/** Ansible takes letters, digits and underscores (its documentation: "Creating valid variable names"). */
function groupName(name: string): string {
  return name.replace(/\W/g, "_");
}
