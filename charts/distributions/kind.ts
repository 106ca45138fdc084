import { defineDistribution } from "../../lib/model/distribution.ts";
import { kubeadmMetrics } from "./kubeadm.ts";

/** Kubernetes in containers of this computer, made by kubeadm (kind.sigs.k8s.io). */
export const kind = defineDistribution({
  name: "kind",
  controlPlane: "static-pods",
  serversTake: "alone",
  serverLabel: "",
  // kind docs: user/configuration, "Networking".
  parts: {
    coredns: { provides: {}, off: "kubeadmConfigPatches: skipPhases addon/coredns" },
    kindnet: { provides: { cni: {} }, off: "networking.disableDefaultCNI: true" },
    "kube-proxy": { provides: {}, off: "networking.kubeProxyMode: none" },
    /** Rancher's local-path-provisioner, under a name of kind's own. */
    "local-path": {
      provides: { "default-storage": {} },
      storageClass: { name: "standard", binding: "WaitForFirstConsumer" },
      off: "kubectl delete storageclass standard",
    },
  },
  kubeProxy: "kube-proxy",
  metrics: kubeadmMetrics,
  // kind docs: user/quick-start, "Interacting With Your Cluster".
  onThisComputer: {
    context: (cluster) => `kind-${cluster}`,
    start: (cluster) => `kind create cluster --name ${cluster}`,
  },
});
