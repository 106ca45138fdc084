import { defineDistribution } from "../../lib/model/distribution.ts";
import { computersDisk, kindnetPods } from "./kind.ts";
import { kubeadmControlPlane, kubeadmDns, kubeadmMetrics, kubeadmProxy } from "./kubeadm.ts";

/** Kubernetes on this computer, made by kubeadm (minikube.sigs.k8s.io). Its parts are addons. */
export const minikube = defineDistribution({
  name: "minikube",
  controlPlane: "static-pods",
  serverLabel: "",
  // minikube docs: commands/start, commands/addons.
  parts: {
    coredns: {
      provides: {},
      pods: [{ ...kubeadmDns, replicas: 1 }],
      off: "--extra-config=kubeadm.skip-phases=addon/coredns",
    },
    kindnet: { provides: { cni: {} }, pods: [kindnetPods], off: "--cni=false" },
    "kube-proxy": {
      provides: {},
      pods: [kubeadmProxy],
      off: "--extra-config=kubeadm.skip-phases=addon/kube-proxy",
    },
    "metrics-server": {
      provides: { "pod-metrics": {} },
      off: "minikube addons disable metrics-server",
    },
    ingress: {
      provides: { ingress: { namespace: "ingress-nginx" } },
      ingressClasses: ["nginx"],
      off: "minikube addons disable ingress",
    },
    "default-storageclass": {
      provides: { "default-storage": {} },
      storageClass: { name: "standard", binding: "Immediate" },
      off: "minikube addons disable default-storageclass",
    },
  },
  kubeProxy: "kube-proxy",
  /** A name that every node has in its hosts file. */
  apiProxy: { host: "control-plane.minikube.internal", port: 8443 },
  apiPort: 8443,
  controlPlanePods: kubeadmControlPlane,
  keepsFree: computersDisk,
  // It shows etcd's and kube-proxy's by itself; the others as kubeadm leaves them.
  metrics: {
    etcd: { port: 2381 },
    "controller-manager": {
      ...kubeadmMetrics["controller-manager"],
      shownBy: "--extra-config=controller-manager.bind-address=0.0.0.0",
    },
    scheduler: {
      ...kubeadmMetrics.scheduler,
      shownBy: "--extra-config=scheduler.bind-address=0.0.0.0",
    },
    "kube-proxy": { port: 10249, pods: kubeadmMetrics["kube-proxy"].pods },
  },
  onThisComputer: {
    context: (cluster) => cluster,
    start: (cluster) => `minikube start --profile ${cluster}`,
  },
});
