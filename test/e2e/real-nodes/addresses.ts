import { formatAddress, parseCidr, parseRange } from "../../../lib/model/addresses.ts";
import type { Cluster } from "../../../lib/model/cluster.ts";

/** How a node hangs on the switch. */
export interface Link {
  /** Of the interface on the switch's side, at most 15 characters. */
  readonly port: string;
  /** With its prefix length. */
  readonly address: string;
  readonly gateway: string;
  readonly podCidr: string;
  /** Where the pods of other nodes are: what flannel's host-gw backend sets up. */
  readonly routes: readonly Route[];
}

export interface Route {
  readonly cidr: string;
  readonly by: string;
}

export function linkOf(cluster: Cluster, index: number): Link {
  const { cidr, gateway } = cluster.site.networks[cluster.network]!;
  const { address } = cluster.nodes[index]!;
  const routes = podRoutes(cluster);
  return {
    port: `node${index}`,
    address: `${address}/${prefixOf(cidr)}`,
    gateway,
    podCidr: routes[index]!.cidr,
    routes: routes.filter((_, i) => i !== index),
  };
}

/** The gateway's address with its prefix length. */
export function gatewayOf({ site, network }: Cluster): string {
  const { cidr, gateway } = site.networks[network]!;
  return `${gateway}/${prefixOf(cidr)}`;
}

/** From the network of the house to pods, Services and what a load balancer announces: any node knows all Services. */
export function houseRoutes(cluster: Cluster): readonly Route[] {
  const by = cluster.nodes[0]!.address;
  const { first, last } = parseRange(cluster.loadBalancer!);
  const balanced = Array.from({ length: last - first + 1 }, (_, i) => formatAddress(first + i));
  const services = [cluster.serviceCidr, ...balanced].map((cidr) => ({ cidr, by }));
  return [...podRoutes(cluster), ...services];
}

/** An address of the Services' range by its number; distributions give the first to the API server and the tenth to DNS. */
export function serviceAddress({ serviceCidr }: Cluster, number: number): string {
  return formatAddress(parseCidr(serviceCidr).first + number);
}

/** A part of 256 addresses for each node, as flannel gives them. */
function podRoutes({ podCidr, nodes }: Cluster): readonly Route[] {
  const { first } = parseCidr(podCidr);
  return nodes.map(({ address: by }, i) => ({ cidr: `${formatAddress(first + 256 * i)}/24`, by }));
}

function prefixOf(cidr: string): string {
  return cidr.slice(cidr.indexOf("/") + 1);
}
