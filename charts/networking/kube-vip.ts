import { defineComponent } from "../../lib/model/component.ts";
import { addressProvider } from "../parts/kube-vip.ts";
import { monitored } from "../parts/monitoring.ts";

export interface KubeVipOptions {
  /** Network interface of the nodes that answers ARP. @default the one of their default route */
  readonly interface?: string;
}

/**
 * Gives LoadBalancer Services the cluster's addresses, and answers ARP for them from a node each. The address of the API
 * server is held by the static pods of the bootstrap, which need no cluster to be there.
 */
export const kubeVip = defineComponent({
  name: "kube-vip",
  layer: "networking",
  about: { docs: "https://kube-vip.io/docs/" },
  namespace: "kube-vip",
  // It sets addresses on the network of its node.
  podSecurity: "privileged",
  provides: { "load-balancer": { addresses: { annotation: "kube-vip.io/loadbalancerIPs" } } },
  chart: "kube-vip",
  traffic: { to: [{ who: "api-server" }] },

  *check(_: KubeVipOptions, { name, loadBalancer }) {
    if (loadBalancer) return;
    yield `has no addresses to give; set loadBalancer of cluster ${name} to a range`;
  },

  values: (scope, options) => ({
    env: {
      vip_interface: options.interface ?? "",
      vip_arp: "true",
      // Each Service is answered for by a node of its own.
      svc_election: "true",
      // Of the API server's address, which is not its.
      lb_enable: "false",
      // The static pods have 2112 of the same nodes.
      prometheus_server: ":2113",
    },
    podMonitor: { enabled: monitored(scope) },
    resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "128Mi" } },
  }),

  objects(scope) {
    const range = scope.cluster.loadBalancer ?? "";
    scope.provide("load-balancer", addressProvider(scope, range));
  },
});
