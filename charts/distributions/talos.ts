import { defineDistribution } from "../../lib/model/distribution.ts";

/** Talos Linux, of Sidero Labs (docs.siderolabs.com). */
export const talos = defineDistribution({
  name: "talos",
  controlPlane: "static-pods",
  // Talos docs: deploy-and-manage-workloads/workloads-on-controlplane.
  serversTake: "none",
  serverLabel: "",
  // Talos docs: reference/configuration/v1alpha1, "cluster".
  parts: {
    coredns: { provides: {}, off: "cluster.coreDNS.disabled: true" },
    flannel: { provides: { cni: {} }, off: "cluster.network.cni.name: none" },
    "kube-proxy": { provides: {}, off: "cluster.proxy.disabled: true" },
  },
  kubeProxy: "kube-proxy",
  /** KubePrism (Talos docs: kubernetes-guides, "Deploy Cilium CNI"). */
  apiProxy: { host: "localhost", port: 7445 },
  isLocked: true,
  // Talos docs: kubernetes-guides/csi/longhorn: a UserVolumeConfig is mounted below it.
  paths: { disks: "/var/mnt" },
  // Talos docs: kubernetes-guides, "Expose the Etcd Metrics Endpoint"; all others listen on 127.0.0.1.
  metrics: {
    etcd: {
      port: 2381,
      shownBy: "cluster.etcd.extraArgs.listen-metrics-urls: http://0.0.0.0:2381",
    },
    "controller-manager": {
      port: 10257,
      shownBy: "cluster.controllerManager.extraArgs.bind-address: 0.0.0.0",
      pods: { component: "kube-controller-manager" },
    },
    scheduler: {
      port: 10259,
      shownBy: "cluster.scheduler.extraArgs.bind-address: 0.0.0.0",
      pods: { component: "kube-scheduler" },
    },
    "kube-proxy": {
      port: 10249,
      shownBy: "cluster.proxy.extraArgs.metrics-bind-address: 0.0.0.0:10249",
      pods: { "k8s-app": "kube-proxy" },
    },
  },
});
