import { defineDistribution } from "../../lib/model/distribution.ts";

/** k0s (docs.k0sproject.io). */
export const k0s = defineDistribution({
  name: "k0s",
  suffix: "+k0s.0",
  // k0s docs: architecture.
  controlPlane: "services",
  // Those that are nodes at all, with --enable-worker (k0s docs: worker-node-config).
  serversTake: "none",
  // k0s docs: configuration, "spec.network" and "Disabling controller components".
  parts: {
    coredns: { provides: {}, off: "--disable-components=coredns" },
    "metrics-server": {
      provides: { "pod-metrics": {} },
      off: "--disable-components=metrics-server",
    },
    kuberouter: { provides: { cni: {} }, off: "spec.network.provider: custom" },
    "kube-proxy": { provides: {}, off: "spec.network.kubeProxy.disabled: true" },
  },
  kubeProxy: "kube-proxy",
  // No proxy on every node: its node-local load balancing is on workers alone (k0s docs: configuration).
  // k0s docs: configuration, "Kubelet root directory"; runtime.
  paths: { kubelet: "/var/lib/k0s/kubelet", containerd: "/run/k0s/containerd.sock" },
  // The others listen on 127.0.0.1, and run in no pods (k0s docs: system-monitoring).
  metrics: { "kube-proxy": { port: 10249, pods: { "k8s-app": "kube-proxy" } } },
});
