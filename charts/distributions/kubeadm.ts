import type { MetricsPort } from "../../lib/model/distribution.ts";
import { defineDistribution } from "../../lib/model/distribution.ts";
import type { PodRequests } from "../../lib/model/run-time.ts";

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

function ofServer(name: string, cpu: string, memory?: string): PodRequests {
  return { name, replicas: "each-server", cpu, memory, hostNetwork: true, tolerates: "all" };
}

/** What its static pods ask for (Kubernetes: cmd/kubeadm/app/phases, controlplane and etcd). */
export const kubeadmControlPlane = [
  ofServer("kube-apiserver", "250m"),
  ofServer("kube-controller-manager", "200m"),
  ofServer("kube-scheduler", "100m"),
  ofServer("etcd", "100m", "100Mi"),
];

/** Of its addon (Kubernetes: cmd/kubeadm/app/phases/addons/dns). */
export const kubeadmDns = {
  name: "coredns",
  replicas: 2,
  cpu: "100m",
  memory: "70Mi",
  tolerates: "servers",
} as const;

/** It asks for nothing (Kubernetes: cmd/kubeadm/app/phases/addons/proxy). */
export const kubeadmProxy = {
  name: "kube-proxy",
  replicas: "each-node",
  hostNetwork: true,
  tolerates: "all",
} as const;

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
    coredns: { provides: {}, pods: [kubeadmDns], off: "skipPhases: addon/coredns" },
    "kube-proxy": { provides: {}, pods: [kubeadmProxy], off: "skipPhases: addon/kube-proxy" },
  },
  kubeProxy: "kube-proxy",
  metrics: kubeadmMetrics,
  controlPlanePods: kubeadmControlPlane,
});
