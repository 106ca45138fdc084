import type { Module } from "../prerequisites.ts";
import type { Tool } from "../tools.ts";
import { buildTools } from "../tools.ts";

const programs: readonly (readonly [module: Module, source: string, seconds: number])[] = [
  ["control-plane", "k8s.io/kubernetes/cmd/kubelet", 75],
  ["control-plane", "k8s.io/kubernetes/cmd/kube-proxy", 10],
  ["containerd", "github.com/containerd/containerd/v2/cmd/containerd", 70],
  ["containerd", "github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2", 5],
  ["containerd", "github.com/containerd/containerd/v2/cmd/ctr", 5],
  ["cni-plugins", "github.com/containernetworking/plugins/plugins/main/ptp", 4],
  ["cni-plugins", "github.com/containernetworking/plugins/plugins/main/loopback", 2],
  ["cni-plugins", "github.com/containernetworking/plugins/plugins/ipam/host-local", 2],
  ["coredns", "strata.test/coredns", 80],
  ["local-path-provisioner", "github.com/rancher/local-path-provisioner", 60],
  ["pause", "strata.test/pause", 1],
  ["probe", "strata.test/probe", 5],
];

/** What runs on a node, and in pods that a distribution brings along. */
const tools: readonly Tool[] = programs.map(([module, source, seconds]) => {
  return { name: source.slice(source.lastIndexOf("/") + 1), module, source, seconds };
});

/** Builds what is missing; returns the directory of the programs. */
export function buildNodeTools(say: (line: string) => void): Promise<string> {
  return buildTools(say, tools);
}
