import { distributions } from "../../lib/model/distribution.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { helm } from "../parts/helm.ts";
import { serviceMonitorReason } from "../parts/monitoring.ts";

export interface CiliumOptions {
  /** `native-dsr` routes without tunnels and answers from the serving node: all nodes on one layer 2. */
  readonly performance?: "tunnel" | "native-dsr";
}

const agent = { cpu: "100m", memory: "384Mi" };
const small = { cpu: "20m", memory: "64Mi" };
const half = { cpu: "10m", memory: "32Mi" };

/** Pod network, kube-proxy's replacement and network policies, with Hubble to watch them. */
export const cilium = defineComponent({
  name: "cilium",
  layer: "networking",
  namespace: "kube-system",
  podSecurity: "privileged",
  provides: ["cni"],

  build(scope, { performance = "tunnel" }: CiliumOptions) {
    const { cluster } = scope;
    const { host, port } = distributions[cluster.kubernetes.distribution].apiProxy;
    const replicas = Math.min(2, cluster.nodes.length);
    const monitored = scope.use("monitoring-crds", serviceMonitorReason);
    helm(scope, "cilium", {
      crdsAtRunTime: true,
      stated: { "operator.replicas": "one where there is one node" },
      values: {
        cluster: { name: cluster.name },
        kubeProxyReplacement: "true",
        // Without kube-proxy the API server's ClusterIP leads nowhere until Cilium runs.
        k8sServiceHost: host,
        k8sServicePort: port,
        ipam: { operator: { clusterPoolIPv4PodCIDRList: [cluster.podCidr] } },
        bpf: { masquerade: true },
        ...(performance === "native-dsr" && {
          routingMode: "native",
          autoDirectNodeRoutes: true,
          ipv4NativeRoutingCIDR: cluster.podCidr,
          loadBalancer: { mode: "dsr" },
        }),
        rollOutCiliumPods: true,
        resources: { requests: agent },
        envoy: { resources: { requests: small } },
        operator: { replicas, rollOutPods: true, resources: { requests: small } },
        prometheus: {
          enabled: true,
          serviceMonitor: { enabled: monitored, trustCRDsExist: monitored },
        },
        hubble: {
          relay: { enabled: true, resources: { requests: small } },
          ui: {
            enabled: true,
            frontend: { resources: { requests: half } },
            backend: { resources: { requests: half } },
          },
          metrics: {
            enabled: ["dns", "drop", "flow", "tcp"],
            serviceMonitor: { enabled: monitored },
          },
          // Certificates that Helm makes change at every render.
          tls: { auto: { method: "cronJob" } },
        },
      },
      makes: {
        services: { "hubble-ui": { ports: { http: 80 } } },
        // A Job makes it when it runs.
        secrets: { "hubble-relay-client-certs": ["tls.crt", "tls.key", "ca.crt"] },
        serviceAccounts: ["cilium", "cilium-operator"],
        namespaces: ["cilium-secrets"],
        clusterKinds: [
          "/Namespace",
          "rbac.authorization.k8s.io/ClusterRole",
          "rbac.authorization.k8s.io/ClusterRoleBinding",
        ],
      },
      pods: [
        { name: "cilium", replicas: "each-node", ...agent },
        { name: "cilium-envoy", replicas: "each-node", ...small },
        { name: "cilium-operator", replicas, ...small },
        { name: "hubble-relay", replicas: 1, ...small },
        { name: "hubble-ui", replicas: 1, ...small },
      ],
    });
    scope.forward({
      name: "hubble",
      localPort: 12000,
      service: "hubble-ui",
      port: 80,
      protocol: "http",
    });
  },
});
