import { defineDistribution } from "../../lib/model/distribution.ts";

/** MicroK8s, of Canonical (canonical.com/microk8s/docs). Its parts are addons. */
export const microk8s = defineDistribution({
  name: "microk8s",
  // One service, kubelite, has the control plane, the kubelet and kube-proxy in it.
  controlPlane: "process",
  serverLabel: null,
  // MicroK8s docs: addons; addon-ingress (Traefik since 1.35).
  parts: {
    dns: { provides: {}, off: "microk8s disable dns" },
    "metrics-server": {
      provides: { "pod-metrics": {} },
      off: "microk8s disable metrics-server",
    },
    calico: {
      provides: { cni: {} },
      off: "move args/cni-network/cni.yaml away, and delete what it made",
    },
    ingress: {
      provides: { ingress: { namespace: "ingress" } },
      ingressClasses: ["public", "traefik", "nginx"],
      hostPorts: [80, 443],
      off: "microk8s disable ingress",
    },
    "hostpath-storage": {
      provides: { "default-storage": {} },
      storageClass: { name: "microk8s-hostpath", binding: "WaitForFirstConsumer" },
      off: "microk8s disable hostpath-storage",
    },
  },
  kubeProxy: true,
  /** Workers have a proxy at the port that servers have the API server at. */
  apiProxy: { host: "127.0.0.1", port: 16443 },
  apiPort: 16443,
  // The arguments of its kubelet and the configuration of its containerd, below /var/snap/microk8s.
  paths: {
    kubelet: "/var/snap/microk8s/common/var/lib/kubelet",
    containerd: "/var/snap/microk8s/common/run/containerd.sock",
    cniConfiguration: "/var/snap/microk8s/current/args/cni-network",
    cniPrograms: "/var/snap/microk8s/current/opt/cni/bin",
  },
});
