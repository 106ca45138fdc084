import { CiliumNetworkPolicy } from "../../imports/crds/cilium.io/ciliumnetworkpolicy.ts";
import { defineComponent } from "../../lib/model/component.ts";

/** Refuses everything in the environments' namespaces but DNS; apps open what they need (seed 002, lines 896-911). */
export const networkPolicies = defineComponent({
  name: "network-policies",
  layer: "security",
  namespace: "kube-system",
  podSecurity: "privileged",
  needs: { cni: "the network enforces them" },

  objects(scope) {
    for (const namespace of Object.keys(scope.cluster.environments)) {
      // An empty rule allows nothing here; in a NetworkPolicy of Kubernetes it would allow everything.
      new CiliumNetworkPolicy(scope, `deny-${namespace}`, {
        metadata: { name: "default-deny", namespace },
        spec: { endpointSelector: {}, ingress: [{}], egress: [{}] },
      });
      new CiliumNetworkPolicy(scope, `dns-${namespace}`, {
        metadata: { name: "allow-dns", namespace },
        spec: {
          endpointSelector: {},
          egress: [
            {
              toEndpoints: [
                {
                  matchLabels: {
                    "k8s:io.kubernetes.pod.namespace": "kube-system",
                    "k8s:k8s-app": "kube-dns",
                  },
                },
              ],
              toPorts: [
                {
                  ports: [{ port: "53", protocol: "ANY" }],
                  rules: { dns: [{ matchPattern: "*" }] },
                },
              ],
            },
          ],
        },
      });
    }
  },
});
