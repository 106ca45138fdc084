import { IPAddressPool } from "../../imports/crds/metallb.io/ipaddresspool.ts";
import { L2Advertisement } from "../../imports/crds/metallb.io/l2advertisement.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { helm } from "../parts/helm.ts";

const requests = { cpu: "20m", memory: "64Mi" };

/** Gives LoadBalancer Services the cluster's addresses and answers ARP for them. */
export const metallb = defineComponent({
  name: "metallb",
  layer: "networking",
  namespace: "metallb-system",
  podSecurity: "privileged",
  provides: ["load-balancer"],

  *check(_, { name, loadBalancer }) {
    if (loadBalancer) return;
    yield `has no addresses to give; set loadBalancer of cluster ${name} to a range`;
  },

  addressAnnotations: (address) => ({ "metallb.io/loadBalancerIPs": address }),

  build(scope) {
    helm(scope, "metallb", {
      values: {
        // It serves BGP only; this site announces on layer 2.
        frrk8s: { enabled: false },
        controller: { resources: { requests } },
        speaker: { resources: { requests } },
      },
      makes: {
        // The controller makes it when it runs.
        secrets: { "metallb-memberlist": ["secretkey"] },
        clusterKinds: [
          "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
          "rbac.authorization.k8s.io/ClusterRole",
          "rbac.authorization.k8s.io/ClusterRoleBinding",
        ],
      },
      ignoreDifferences: [
        {
          // Its controller writes the certificate that the API server calls it with.
          group: "apiextensions.k8s.io",
          kind: "CustomResourceDefinition",
          name: "bgppeers.metallb.io",
          jsonPointers: ["/spec/conversion/webhook/clientConfig/caBundle"],
        },
      ],
      pods: [
        { name: "controller", replicas: 1, ...requests },
        { name: "speaker", replicas: "each-node", ...requests },
      ],
    });
    const metadata = { name: "lan" };
    const addresses = [scope.cluster.loadBalancer ?? ""];
    scope.provide(
      "load-balancer",
      new IPAddressPool(scope, "pool", { metadata, spec: { addresses } }),
    );
    new L2Advertisement(scope, "advertisement", {
      metadata,
      spec: { ipAddressPools: [metadata.name] },
    });
  },
});
