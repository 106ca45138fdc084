import { IPAddressPool } from "../../imports/crds/metallb.io/ipaddresspool.ts";
import { L2Advertisement } from "../../imports/crds/metallb.io/l2advertisement.ts";
import { defineComponent } from "../../lib/model/component.ts";

const resources = { requests: { cpu: "20m", memory: "64Mi" } };
const pool = { group: "metallb.io", kind: "IPAddressPool", namespaced: true };

/** Gives LoadBalancer Services the cluster's addresses and answers ARP for them. */
export const metallb = defineComponent({
  name: "metallb",
  layer: "networking",
  namespace: "metallb-system",
  podSecurity: "privileged",
  provides: {
    "load-balancer": {
      addresses: {
        annotation: "metallb.io/loadBalancerIPs",
        sharing: "metallb.io/allow-shared-ip",
      },
    },
  },
  chart: "metallb",
  kinds: {
    "metallb.io/BGPAdvertisement": { names: [{ path: "spec.ipAddressPools[]", to: pool }] },
    "metallb.io/L2Advertisement": { names: [{ path: "spec.ipAddressPools[]", to: pool }] },
    "metallb.io/*": {},
  },
  // The controller makes it.
  atRunTime: { secrets: { "metallb-memberlist": ["secretkey"] } },
  ignoreDifferences: [
    {
      // Its controller writes the certificate that the API server calls it with.
      group: "apiextensions.k8s.io",
      kind: "CustomResourceDefinition",
      name: "bgppeers.metallb.io",
      jsonPointers: ["/spec/conversion/webhook/clientConfig/caBundle"],
    },
  ],

  *check(_, { name, loadBalancer }) {
    if (loadBalancer) return;
    yield `has no addresses to give; set loadBalancer of cluster ${name} to a range`;
  },

  values: () => ({
    // It serves BGP only; this site announces on layer 2.
    frrk8s: { enabled: false },
    controller: { resources },
    speaker: { resources },
  }),

  objects(scope) {
    const metadata = { name: "lan" };
    const addresses = [scope.cluster.loadBalancer ?? ""];
    const lan = new IPAddressPool(scope, "pool", { metadata, spec: { addresses } });
    scope.provide("load-balancer", lan);
    const spec = { ipAddressPools: [metadata.name] };
    new L2Advertisement(scope, "advertisement", { metadata, spec });
  },
});
