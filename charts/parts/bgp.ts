import { CiliumBGPAdvertisement } from "../../imports/crds/cilium.io/ciliumbgpadvertisement.ts";
import { CiliumBGPClusterConfig } from "../../imports/crds/cilium.io/ciliumbgpclusterconfig.ts";
import { CiliumBGPPeerConfig } from "../../imports/crds/cilium.io/ciliumbgppeerconfig.ts";
import { contains, parseCidr, parseRange } from "../../lib/model/addresses.ts";
import type { ClusterData } from "../../lib/model/cluster-data.ts";
import type { Scope } from "../../lib/model/scope.ts";

export interface Bgp {
  /** Number of the nodes' autonomous system; 64512 to 65534 are free for all. */
  readonly asn: number;
  readonly peers: readonly {
    /** Of the router. */
    readonly address: string;
    readonly asn: number;
  }[];
  /** The sessions have a password, which is key `password` of Secret `bgp`. @default false */
  readonly password?: boolean;
}

const labels = { advertise: "bgp" };
const name = "lan";

/** Every node tells each router of the addresses of all Services. */
export function announceByBgp(scope: Scope, { asn, peers, password = false }: Bgp): void {
  const authSecretRef = password
    ? scope.secret({ name: "bgp", keys: ["password"] }).name
    : undefined;
  new CiliumBGPAdvertisement(scope, "advertisement", {
    metadata: { name, labels },
    spec: {
      advertisements: [
        {
          advertisementType: "Service",
          service: { addresses: ["LoadBalancerIP"] },
          // Without a selector there are none: this one selects every Service.
          selector: { matchExpressions: [{ key: "bgp", operator: "NotIn", values: ["never"] }] },
        },
      ],
    },
  });
  new CiliumBGPPeerConfig(scope, "peer", {
    metadata: { name },
    spec: {
      authSecretRef,
      gracefulRestart: { enabled: true },
      families: [{ afi: "ipv4", safi: "unicast", advertisements: { matchLabels: labels } }],
    },
  });
  new CiliumBGPClusterConfig(scope, "bgp", {
    metadata: { name },
    spec: {
      bgpInstances: [
        {
          name,
          localASN: asn,
          peers: peers.map(({ address, asn: peerASN }) => ({
            name: `router-${address.replaceAll(".", "-")}`,
            peerAddress: address,
            peerASN,
            peerConfigRef: { name },
          })),
        },
      ],
    },
  });
}

/** Machines of a network ask for its addresses by ARP, which nobody answers where they are routed. */
export function* strayRange({ loadBalancer, network, site }: ClusterData): Iterable<string> {
  const cidr = site.networks[network]?.cidr;
  try {
    if (!loadBalancer || !cidr || !contains(parseCidr(cidr), parseRange(loadBalancer))) return;
  } catch {
    // Malformed addresses are told where they stand.
    return;
  }
  yield `announces ${loadBalancer} by BGP, but it stands in network ${network} (${cidr}), whose machines ask no router for it; choose a range outside every network`;
}
