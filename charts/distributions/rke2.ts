import { defineDistribution } from "../../lib/model/distribution.ts";
import type { PodRequests } from "../../lib/model/run-time.ts";
import { k3sKeepsFree } from "./k3s.ts";

/** By default (RKE2: pkg/podtemplate, "defaultResources"). */
function pod(name: string, cpu: string, memory: string): PodRequests {
  return { name, replicas: "each-server", cpu, memory, hostNetwork: true, tolerates: "all" };
}

/** RKE2, of Rancher (docs.rke2.io). */
export const rke2 = defineDistribution({
  name: "rke2",
  suffix: "+rke2r1",
  // RKE2 docs: architecture, "Prepare Components".
  controlPlane: "static-pods",
  // RKE2 docs: reference/server_config, "disable", "cni", "ingress-controller", "enable-servicelb".
  parts: {
    "rke2-coredns": { provides: {}, off: "disable: rke2-coredns" },
    "rke2-metrics-server": {
      provides: { "pod-metrics": {} },
      off: "disable: rke2-metrics-server",
    },
    "rke2-canal": { provides: { cni: {} }, off: "cni: none" },
    "kube-proxy": {
      provides: {},
      pods: [{ ...pod("kube-proxy", "250m", "128Mi"), replicas: "each-node" }],
      off: "disable-kube-proxy: true",
    },
    /** The default since 1.36 (RKE2 docs: release-notes/v1.36.X). */
    "rke2-traefik": {
      provides: { ingress: { namespace: "kube-system" } },
      ingressClasses: ["traefik"],
      hostPorts: [80, 443],
      off: "ingress-controller: none",
    },
    "rke2-ingress-nginx": {
      provides: { ingress: { namespace: "kube-system" } },
      ingressClasses: ["nginx"],
      hostPorts: [80, 443],
      off: "ingress-controller: none",
    },
    servicelb: {
      provides: { "load-balancer": { takesHostPorts: true } },
      pods: [],
      podsPerLoadBalancer: { name: "svclb", replicas: "each-node", tolerates: "servers" },
      off: "enable-servicelb: false",
    },
  },
  kubeProxy: "kube-proxy",
  controlPlanePods: [
    pod("kube-apiserver", "250m", "1024Mi"),
    pod("kube-controller-manager", "200m", "256Mi"),
    pod("kube-scheduler", "100m", "128Mi"),
    pod("etcd", "200m", "512Mi"),
    pod("cloud-controller-manager", "100m", "128Mi"),
  ],
  // The kubelet is started as k3s starts it.
  keepsFree: k3sKeepsFree,
  // RKE2 docs: networking/basic_network_options, Cilium without kube-proxy.
  apiProxy: { host: "localhost", port: 6443 },
  // RKE2 docs: add-ons/gpu_operators.
  paths: { containerd: "/run/k3s/containerd/containerd.sock" },
  // RKE2 docs: install/requirements (2381), security/cis_self_assessment110 (all others listen on 127.0.0.1).
  metrics: {
    etcd: { port: 2381, shownBy: "etcd-expose-metrics: true" },
    "controller-manager": {
      port: 10257,
      shownBy: "kube-controller-manager-arg: bind-address=0.0.0.0",
      pods: { component: "kube-controller-manager" },
    },
    scheduler: {
      port: 10259,
      shownBy: "kube-scheduler-arg: bind-address=0.0.0.0",
      pods: { component: "kube-scheduler" },
    },
    "kube-proxy": {
      port: 10249,
      shownBy: "kube-proxy-arg: metrics-bind-address=0.0.0.0",
      pods: { component: "kube-proxy" },
    },
  },
});
