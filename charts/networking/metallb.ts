import { IPAddressPool } from "../../imports/crds/metallb.io/ipaddresspool.ts";
import { L2Advertisement } from "../../imports/crds/metallb.io/l2advertisement.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { metallbKinds } from "../parts/kinds/metallb.ts";

const group = "metallb.io";
const addresses = { annotation: `${group}/loadBalancerIPs`, sharing: `${group}/allow-shared-ip` };
const resources = { requests: { cpu: "20m", memory: "64Mi" } };

/** Gives LoadBalancer Services the cluster's addresses and answers ARP for them. */
export const metallb = defineComponent({
  name: "metallb",
  layer: "networking",
  about: { docs: "https://metallb.io/" },
  namespace: "metallb-system",
  podSecurity: "privileged",
  provides: { "load-balancer": { addresses } },
  chart: "metallb",
  kinds: metallbKinds,
  // Speakers talk to each other in the network of their nodes.
  traffic: { to: [{ who: "api-server" }] },
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
  // FRR serves BGP only; this site announces on layer 2.
  values: () => ({ frrk8s: { enabled: false }, controller: { resources }, speaker: { resources } }),
  objects(scope) {
    const metadata = { name: "lan" };
    const pool = { addresses: [scope.cluster.loadBalancer ?? ""] };
    scope.provide("load-balancer", new IPAddressPool(scope, "pool", { metadata, spec: pool }));
    const spec = { ipAddressPools: [metadata.name] };
    new L2Advertisement(scope, "advertisement", { metadata, spec });
  },
});
