import { formatAddress, parseCidr } from "../model/addresses.ts";
import type { Cluster } from "../model/cluster.ts";
import type { Network, OpenedTo, Outgoing } from "../model/traffic.ts";
import type { WrittenRule } from "./rules.ts";
import { namespacePeer } from "./rules.ts";
import { portOf } from "./way.ts";

export const dnsRule: WrittenRule = {
  to: [
    { ...namespacePeer("kube-system"), podSelector: { matchLabels: { "k8s-app": "kube-dns" } } },
  ],
  ports: ["UDP", "TCP"].map((protocol) => ({ port: 53, protocol })),
};

const privateNetworks = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/** Where pods go, as rules of a NetworkPolicy; and what their network has to be told otherwise. */
export interface Exits {
  readonly rules: readonly WrittenRule[];
  readonly entities: OpenedTo["entities"];
}

export function exitsTo(cluster: Cluster, network: Network, all: readonly Outgoing[]): Exits {
  const distinct = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  const named = distinct.flatMap(({ who }) =>
    network.opensTo && (who === "api-server" || who === "nodes") ? who : [],
  );
  return {
    rules: distinct
      .filter(({ who }) => !named.some((one) => one === who))
      .flatMap((one) => exitRules(cluster, one)),
    entities: named.sort(),
  };
}

function exitRules(
  cluster: Cluster,
  { who, namespace, pods, cidr, ports }: Outgoing,
): WrittenRule[] {
  const at = ports && { ports: ports.map(portOf) };
  if (who === "api-server") return apiServerRules(cluster);
  if (who === "nodes") return [{ to: cluster.nodes.map(({ address }) => block(address)), ...at }];
  if (who === "internet")
    return [{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: privateNetworks } }], ...at }];
  if (cidr !== undefined) return [{ to: [{ ipBlock: { cidr } }], ...at }];
  if (namespace !== undefined) return [{ to: [namespacePeer(namespace)], ...at }];
  return [{ to: [{ namespaceSelector: {}, podSelector: { matchLabels: pods } }], ...at }];
}

/**
 * The API server where its nodes have it, and at the address of its Service, the first of its range, which leads there:
 * networks differ in which of the two they look at.
 */
function apiServerRules({ nodes, kubernetes, serviceCidr }: Cluster): WrittenRule[] {
  const servers = nodes.filter(({ role }) => role === "control-plane");
  const service = firstOf(serviceCidr);
  const at = (port: number) => ({ ports: [{ port, protocol: "TCP" }] });
  return [
    { to: servers.map(({ address }) => block(address)), ...at(kubernetes.distribution.apiPort) },
    ...(service === undefined ? [] : [{ to: [block(service)], ...at(443) }]),
  ];
}

/** That a block is malformed is told where it stands. */
function firstOf(cidr: string): string | undefined {
  try {
    return formatAddress(parseCidr(cidr).first + 1);
  } catch {
    return undefined;
  }
}

function block(address: string): object {
  return { ipBlock: { cidr: `${address}/32` } };
}
