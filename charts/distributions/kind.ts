import { defineDistribution } from "../../lib/model/distribution.ts";
import { kubeadmControlPlane, kubeadmDns, kubeadmMetrics, kubeadmProxy } from "./kubeadm.ts";

/** As kind's default manifest for its network has it. */
export const kindnetPods = {
  name: "kindnet",
  replicas: "each-node",
  cpu: "100m",
  memory: "50Mi",
  hostNetwork: true,
  tolerates: "all",
} as const;

/** The disk is the computer's own: nothing is kept free of it (kind and minikube set `evictionHard` so). */
export const computersDisk = { memory: "0", disk: 0 } as const;

/** Kubernetes in containers of this computer, made by kubeadm (kind.sigs.k8s.io). */
export const kind = defineDistribution({
  name: "kind",
  controlPlane: "static-pods",
  serversTake: "alone",
  serverLabel: "",
  // kind docs: user/configuration, "Networking".
  parts: {
    coredns: {
      provides: {},
      pods: [kubeadmDns],
      off: "kubeadmConfigPatches: skipPhases addon/coredns",
    },
    kindnet: {
      provides: { cni: {} },
      pods: [kindnetPods],
      off: "networking.disableDefaultCNI: true",
    },
    "kube-proxy": { provides: {}, pods: [kubeadmProxy], off: "networking.kubeProxyMode: none" },
    /** Rancher's local-path-provisioner, under a name of kind's own. */
    "local-path": {
      provides: { "default-storage": {} },
      storageClass: { name: "standard", binding: "WaitForFirstConsumer" },
      pods: [{ name: "local-path-provisioner", replicas: 1, tolerates: "servers" }],
      off: "kubectl delete storageclass standard",
    },
  },
  kubeProxy: "kube-proxy",
  metrics: kubeadmMetrics,
  controlPlanePods: kubeadmControlPlane,
  keepsFree: computersDisk,
  // kind docs: user/quick-start, "Interacting With Your Cluster".
  onThisComputer: {
    context: (cluster) => `kind-${cluster}`,
    start: (cluster) => `kind create cluster --name ${cluster}`,
  },
});
