import { factsOf } from "../../lib/check/support/facts.ts";
import { askingsOf, readBy } from "../../lib/check/rules/load-balancers.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { providerOf } from "../../lib/model/provider.ts";
import type { Site } from "../../lib/model/site.ts";

/** An address with the names that lead to it. */
export interface Entry {
  readonly address: string;
  readonly names: readonly string[];
}

/** Entries that belong together: the site, or one cluster. */
export interface Section {
  readonly title: string;
  readonly entries: readonly Entry[];
}

/** Where `npm run local` publishes the ports of a cluster. */
const thisComputer = "127.0.0.1";

/** What exists before the clusters do, with the hostnames that its machines serve. */
export function siteSection({ domain, hosts, machines, reserved, hostnames = {} }: Site): Section {
  const addresses = new Map<string, string>([
    ...Object.entries(reserved),
    ...Object.entries(hosts).map(([name, { address }]) => [name, address] as const),
    ...Object.entries(machines).map(([name, { address }]) => [name, address] as const),
  ]);
  const entries = [...addresses].map(([name, address]) => ({
    address,
    names: [name, ...served(`machine ${name}`, hostnames)],
  }));
  return { title: domain, entries };
}

function served(by: string, hostnames: Readonly<Record<string, string>>): string[] {
  return Object.keys(hostnames).filter((hostname) => hostnames[hostname] === by);
}

/** The nodes of a cluster and the hostnames of its Ingress objects. */
export function clusterSection(plan: ClusterPlan): Section {
  const { cluster } = plan;
  const nodes = cluster.nodes.map(({ name, address }) => ({ address, names: [name] }));
  const endpoint = cluster.nodes.some(({ address }) => address === cluster.endpoint)
    ? []
    : [{ address: cluster.endpoint, names: [cluster.name] }];
  const hostnames = [...new Set(factsOf(plan).hostnames.map(([hostname]) => hostname))].sort();
  const address = ingressAddress(plan);
  const ingress = address && hostnames.length > 0 ? [{ address, names: hostnames }] : [];
  return { title: cluster.name, entries: [...endpoint, ...nodes, ...ingress] };
}

/** Where the cluster's ingress answers; undefined where that is known to the cluster alone. */
export function ingressAddress({ cluster, components }: ClusterPlan): string | undefined {
  if (cluster.runtime) return thisComputer;
  const provider = providerOf(cluster, "ingress")?.name;
  const component = components.find(({ name }) => name === provider);
  // One that the distribution brings answers on every node.
  return component ? askingsOf(component, readBy(cluster))[0]?.address : cluster.endpoint;
}

/** Lines for /etc/hosts, between two marks by which the block can be found again. */
export function hostsBlock(sections: readonly Section[]): string {
  const width = Math.max(
    ...sections.flatMap(({ entries }) => entries.map(({ address }) => address.length)),
  );
  const lines = sections.flatMap(({ title, entries }) => [
    `# ${title}`,
    ...entries.map(({ address, names }) => `${address.padEnd(width)}  ${names.join(" ")}`),
  ]);
  return ["# Strata: begin", ...lines, "# Strata: end"].join("\n");
}
