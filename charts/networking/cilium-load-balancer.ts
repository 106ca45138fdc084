import { CiliumL2AnnouncementPolicy } from "../../imports/crds/cilium.io/ciliuml2announcementpolicy.ts";
import { CiliumLoadBalancerIPPool } from "../../imports/crds/cilium.io/ciliumloadbalancerippool.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { announceByBgp, type Bgp, strayRange } from "../parts/bgp.ts";
import { ciliumBalancerKinds, l2Policy } from "../parts/kinds/cilium.ts";

export interface CiliumLoadBalancerOptions {
  /**
   * `l2`: a node answers ARP for each address, on the nodes' network. Otherwise routers are told, and the range stands
   * outside it: `{ bgp: { asn: 64512, peers: [{ address: "10.0.0.1", asn: 64513 }] } }`.
   */
  readonly announce: "l2" | { readonly bgp: Bgp };
  /** Regular expressions of network interfaces that answer ARP, such as `^eth[0-9]+`. @default all */
  readonly interfaces?: readonly string[];
}

const addresses = {
  annotation: "lbipam.cilium.io/ips",
  sharing: "lbipam.cilium.io/sharing-key",
};
const metadata = { name: "lan" };

/** Has Cilium give LoadBalancer Services the cluster's addresses, and tell the network of them. */
export const ciliumLoadBalancer = defineComponent({
  name: "cilium-load-balancer",
  layer: "networking",
  about: { docs: "https://docs.cilium.io/en/stable/network/lb-ipam/" },
  namespace: "kube-system",
  podSecurity: "privileged",
  needs: { cni: "Cilium's agents tell the network of the addresses" },
  provides: {
    "load-balancer": (_, { announce }: CiliumLoadBalancerOptions) => ({
      addresses,
      announcedBy: announce === "l2" ? "l2" : "bgp",
    }),
  },
  kinds: ciliumBalancerKinds,

  *check({ announce, interfaces }, cluster) {
    if (!cluster.loadBalancer)
      yield `has no addresses to give; set loadBalancer of cluster ${cluster.name} to a range`;
    if (announce === "l2") return;
    if (interfaces) yield "has interfaces, which answer ARP, and announces by BGP; leave them out";
    yield* strayRange(cluster);
  },

  objects(scope, { announce, interfaces }) {
    const [start = "", stop = start] = (scope.cluster.loadBalancer ?? "").split("-");
    const blocks = [{ start, stop }];
    const pool = new CiliumLoadBalancerIPPool(scope, "pool", { metadata, spec: { blocks } });
    scope.provide("load-balancer", pool);
    if (announce !== "l2") announceByBgp(scope, announce.bgp);
    else
      new CiliumL2AnnouncementPolicy(scope, "policy", {
        metadata: { name: l2Policy },
        spec: { loadBalancerIPs: true, interfaces: interfaces && [...interfaces] },
      });
  },
});
