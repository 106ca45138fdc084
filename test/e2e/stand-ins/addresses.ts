import type { Cluster } from "../../../lib/model/cluster.ts";
import { bundledParts } from "../../../lib/model/distribution.ts";
import { formatAddress, parseRange } from "../../../lib/model/addresses.ts";
import type { KubeObject } from "../kube.ts";
import type { View } from "../view.ts";

/** Hands out the addresses of a cluster as its load balancer would; a node's own where the distribution serves. */
export class Addresses {
  readonly #cluster: Cluster;
  readonly #view: View;

  constructor(cluster: Cluster, view: View) {
    this.#cluster = cluster;
    this.#view = view;
  }

  /** The address that an annotation of the Service asks for, or the first that is free; none when all are taken. */
  forService(service: KubeObject): string | undefined {
    const all = this.#range();
    const asked = Object.values(service.metadata.annotations ?? {}).find((value) =>
      all.includes(value),
    );
    if (asked) return asked;
    if (!this.#cluster.loadBalancer) return all[0];
    const taken = new Set([...this.#view.of("/Service")].flatMap(addressesOf));
    return all.find((address) => !taken.has(address));
  }

  /** Where Ingress objects are served: the first address that a Service has, or a node's where the distribution serves them. */
  forIngress(): string | undefined {
    const parts = [...bundledParts(this.#cluster).values()];
    if (parts.some(({ provides }) => provides.ingress)) return this.#cluster.nodes[0]?.address;
    return [...this.#view.of("/Service")].flatMap(addressesOf)[0];
  }

  #range(): string[] {
    const { loadBalancer, nodes } = this.#cluster;
    if (!loadBalancer) return nodes.map(({ address }) => address);
    const { first, last } = parseRange(loadBalancer);
    return Array.from({ length: last - first + 1 }, (_, i) => formatAddress(first + i));
  }
}

function addressesOf({ status }: KubeObject): string[] {
  const ingress = (status?.loadBalancer?.ingress ?? []) as { readonly ip?: string }[];
  return ingress.flatMap(({ ip }) => ip ?? []);
}
