import { defineDistribution } from "../../lib/model/distribution.ts";

const asked = { replicas: 1, cpu: "100m", memory: "70Mi", tolerates: "servers" } as const;

/**
 * Parts of k3s by the names of its `disable` option (k3s docs: installation/packaged-components), with what its
 * manifests/ ask for.
 */
export const k3sParts = {
  coredns: { provides: {}, pods: [{ ...asked, name: "coredns" }], off: "disable: coredns" },
  "metrics-server": {
    provides: { "pod-metrics": {} },
    pods: [{ ...asked, name: "metrics-server" }],
    off: "disable: metrics-server",
  },
  /** kube-proxy goes with it: what stands in for one does the work of both. */
  flannel: {
    provides: { cni: {} },
    pods: [],
    off: "flannel-backend: none, disable-kube-proxy: true",
  },
  servicelb: {
    provides: { "load-balancer": { takesHostPorts: true } },
    pods: [],
    podsPerLoadBalancer: { name: "svclb", replicas: "each-node", tolerates: "servers" },
    off: "disable: servicelb",
  },
  traefik: {
    provides: { ingress: { namespace: "kube-system", service: "traefik" } },
    ingressClasses: ["traefik"],
    // Its chart traefik-crd, up to 1.36 (k3s issue 14557).
    groups: ["traefik.io", "gateway.networking.k8s.io"],
    loadBalancerPorts: [80, 443],
    pods: [{ name: "traefik", replicas: 1, tolerates: "servers" }],
    off: "disable: traefik",
  },
  "local-storage": {
    provides: { "default-storage": {} },
    storageClass: { name: "local-path", binding: "WaitForFirstConsumer" },
    pods: [{ name: "local-path-provisioner", replicas: 1, tolerates: "servers" }],
    off: "disable: local-storage",
  },
} as const;

/** Its load balancer for the API server (k3s docs: cli/agent, `--lb-server-port`); servers have the API itself there. */
export const k3sProxy = { host: "127.0.0.1", port: 6444 } as const;

/** Of its own containerd (k3s docs: advanced, "Configuring containerd"). */
export const k3sPaths = { containerd: "/run/k3s/containerd/containerd.sock" } as const;

/** With etcd, 95 of 100 readings below it (k3s docs: reference/resource-profiling). */
const source = "k3s docs: reference/resource-profiling";
export const k3sMeasured = {
  server: { cpu: "50m", memory: "1450M", source },
  worker: { cpu: "30m", memory: "275M", source },
} as const;

/** Its kubelet's `eviction-hard`, which says nothing of memory (k3s: pkg/daemons/agent). */
export const k3sKeepsFree = { memory: "0", disk: 5 } as const;

/** k3s on machines. The bootstrap installs it. */
export const k3s = defineDistribution({
  name: "k3s",
  suffix: "+k3s1",
  controlPlane: "process",
  parts: k3sParts,
  kubeProxy: "flannel",
  apiProxy: k3sProxy,
  paths: k3sPaths,
  measured: k3sMeasured,
  keepsFree: k3sKeepsFree,
  // k3s docs: cli/server. Without it they stay on the server. The rest is among the kubelet's metrics.
  metrics: { etcd: { port: 2381, shownBy: "etcd-expose-metrics: true" } },
});
