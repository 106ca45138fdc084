import { defineDistribution } from "../../lib/model/distribution.ts";

/** Parts of k3s by the names of its `disable` option (k3s docs: installation/packaged-components). */
export const k3sParts = {
  coredns: { provides: {}, off: "disable: coredns" },
  "metrics-server": { provides: { "pod-metrics": {} }, off: "disable: metrics-server" },
  /** kube-proxy goes with it: what stands in for one does the work of both. */
  flannel: { provides: { cni: {} }, off: "flannel-backend: none, disable-kube-proxy: true" },
  servicelb: { provides: { "load-balancer": { takesHostPorts: true } }, off: "disable: servicelb" },
  traefik: {
    provides: { ingress: { namespace: "kube-system", service: "traefik" } },
    ingressClasses: ["traefik"],
    loadBalancerPorts: [80, 443],
    off: "disable: traefik",
  },
  "local-storage": {
    provides: { "default-storage": {} },
    storageClass: { name: "local-path", binding: "WaitForFirstConsumer" },
    off: "disable: local-storage",
  },
} as const;

/** Its load balancer for the API server (k3s docs: cli/agent, `--lb-server-port`); servers have the API itself there. */
export const k3sProxy = { host: "127.0.0.1", port: 6444 } as const;

/** Of its own containerd (k3s docs: advanced, "Configuring containerd"). */
export const k3sPaths = { containerd: "/run/k3s/containerd/containerd.sock" } as const;

/** k3s on machines. The bootstrap installs it. */
export const k3s = defineDistribution({
  name: "k3s",
  suffix: "+k3s1",
  controlPlane: "process",
  parts: k3sParts,
  kubeProxy: "flannel",
  apiProxy: k3sProxy,
  paths: k3sPaths,
  // k3s docs: cli/server. Without it they stay on the server. The rest is among the kubelet's metrics.
  metrics: { etcd: { port: 2381, shownBy: "etcd-expose-metrics: true" } },
});
