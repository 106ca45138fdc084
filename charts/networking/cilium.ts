import type { CiliumValues } from "../../imports/values/cilium.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { hasKubeProxy } from "../../lib/model/distribution.ts";
import type { Scope } from "../../lib/model/scope.ts";
import { ciliumClass, ciliumOn } from "../parts/cilium.ts";
import { ciliumNetwork } from "../parts/cilium-policies.ts";
import { ciliumKinds } from "../parts/kinds/cilium.ts";
import { monitored } from "../parts/monitoring.ts";

export interface CiliumOptions {
  /**
   * `native-dsr` routes without tunnels and answers from the serving node: all nodes on one layer 2.
   * @default "tunnel"
   */
  readonly performance?: "tunnel" | "native-dsr";
}

const small = { requests: { cpu: "20m", memory: "64Mi" } };
const half = { requests: { cpu: "10m", memory: "32Mi" } };

/** Pod network, kube-proxy's replacement and network policies, with Hubble to watch them. */
export const cilium = defineComponent({
  name: "cilium",
  layer: "networking",
  about: {
    docs: "https://docs.cilium.io/en/stable/",
    login: "Hubble's page asks for none: who may forward a port may look.",
  },
  namespace: "kube-system",
  podSecurity: "privileged",
  provides: { cni: ciliumNetwork },
  chart: "cilium",
  stated: { "operator.replicas": "one where there is one node" },
  kinds: ciliumKinds,
  // The operator makes its kinds, and a Job the certificates of Hubble.
  atRunTime: {
    kinds: true,
    secrets: { "hubble-relay-client-certs": ["tls.crt", "tls.key", "ca.crt"] },
  },

  *check({ performance }: CiliumOptions, cluster) {
    if (performance === "native-dsr" && hasKubeProxy(cluster))
      yield 'answers from the serving node only where it stands in for kube-proxy; leave kube-proxy out, or set performance to "tunnel"';
  },

  values(scope, { performance = "tunnel" }: CiliumOptions) {
    const { cluster } = scope;
    const replicas = Math.min(2, cluster.nodes.length);
    const isMonitored = monitored(scope);
    return {
      cluster: { name: cluster.name },
      ...ciliumOn(cluster),
      ipam: { operator: { clusterPoolIPv4PodCIDRList: [cluster.podCidr] } },
      // Of the same piece as what stands in for kube-proxy (Cilium docs: network/concepts/masquerading).
      bpf: { masquerade: !hasKubeProxy(cluster) },
      ...(performance === "native-dsr" && {
        routingMode: "native",
        autoDirectNodeRoutes: true,
        ipv4NativeRoutingCIDR: cluster.podCidr,
        loadBalancer: { mode: "dsr" },
      }),
      ...announcing(scope),
      ...serving(scope),
      rollOutCiliumPods: true,
      resources: { requests: { cpu: "100m", memory: "384Mi" } },
      envoy: { resources: small },
      operator: { replicas, rollOutPods: true, resources: small },
      prometheus: {
        enabled: true,
        serviceMonitor: { enabled: isMonitored, trustCRDsExist: isMonitored },
      },
      hubble: {
        relay: { enabled: true, resources: small },
        ui: {
          enabled: true,
          frontend: { resources: half },
          backend: { resources: half },
        },
        metrics: {
          enabled: ["dns", "drop", "flow", "tcp"],
          serviceMonitor: { enabled: isMonitored },
        },
        // Certificates that Helm makes change at every render.
        tls: { auto: { method: "cronJob" } },
      },
    };
  },

  objects(scope) {
    const port = { service: "hubble-ui", port: 80, protocol: "http" } as const;
    scope.forward({ name: "hubble", localPort: 12000, ...port });
  },
});

/** A Gateway that leaves it to the agents to serve it; the operator looks once whether its kinds are there. */
function serving(scope: Scope): CiliumValues {
  const gateway = scope.has("ingress") ? scope.from("ingress").gateway : undefined;
  if (gateway?.className !== ciliumClass) return {};
  scope.use("gateway-crds", "it serves a Gateway only where the kinds were there when it started");
  return { gatewayAPI: { enabled: true, gatewayClass: { create: "true" } } };
}

/** What a load balancer asks of the agents that leaves it to them to tell the network of its addresses. */
function announcing(scope: Scope): CiliumValues {
  const by = scope.has("load-balancer") ? scope.from("load-balancer").announcedBy : undefined;
  if (by === "bgp") return { bgpControlPlane: { enabled: true } };
  if (by !== "l2") return {};
  // Every address is a lease that is renewed each 5 seconds: 10 requests a second, the default, are soon too few.
  return { l2announcements: { enabled: true }, k8sClientRateLimit: { qps: 50, burst: 100 } };
}
