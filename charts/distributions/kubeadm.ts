import type { MetricsPort } from "../../lib/model/distribution.ts";
import { defineDistribution } from "../../lib/model/distribution.ts";

/** What kubeadm makes listens on 127.0.0.1 (Kubernetes docs: kubeadm, implementation-details, "static pod manifests"). */
export const kubeadmMetrics = {
  etcd: { port: 2381, shownBy: "etcd.local.extraArgs listen-metrics-urls=http://0.0.0.0:2381" },
  "controller-manager": {
    port: 10257,
    shownBy: "controllerManager.extraArgs bind-address=0.0.0.0",
    pods: { component: "kube-controller-manager" },
  },
  scheduler: {
    port: 10259,
    shownBy: "scheduler.extraArgs bind-address=0.0.0.0",
    pods: { component: "kube-scheduler" },
  },
  "kube-proxy": {
    port: 10249,
    shownBy: "KubeProxyConfiguration metricsBindAddress: 0.0.0.0:10249",
    pods: { "k8s-app": "kube-proxy" },
  },
} as const satisfies Record<string, MetricsPort>;

/**
 * Kubernetes as kubeadm makes it: without network, storage, ingress or anything that measures pods. No node has a proxy
 * for the API server; the cluster's endpoint is `controlPlaneEndpoint`.
 */
export const kubeadm = defineDistribution({
  name: "kubeadm",
  controlPlane: "static-pods",
  // Kubernetes docs: kubeadm, create-cluster, "Control plane node isolation".
  serversTake: "none",
  serverLabel: "",
  // Kubernetes docs: kubeadm init, "skipPhases".
  parts: {
    coredns: { provides: {}, off: "skipPhases: addon/coredns" },
    "kube-proxy": { provides: {}, off: "skipPhases: addon/kube-proxy" },
  },
  kubeProxy: "kube-proxy",
  metrics: kubeadmMetrics,
});
