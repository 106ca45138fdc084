import { join } from "node:path";
import type { Node } from "../../../lib/model/cluster-data.ts";
import { pauseImage } from "./images.ts";

/** Everything that it keeps is in the node's folder; its images are those that are imported. */
export function containerdConfiguration(files: string, programs: string): string {
  return `version = 3
root = "${join(files, "containerd")}"
[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "${pauseImage}"
[plugins."io.containerd.cri.v1.runtime"]
  restrict_oom_score_adj = true
[plugins."io.containerd.cri.v1.runtime".cni]
  bin_dirs = ["${programs}"]
  conf_dir = "${join(files, "cni")}"
[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
  SystemdCgroup = false
`;
}

/** A link of its own for each pod: a bridge would need the kernel's filter for bridges. */
export function podNetwork(podCidr: string): object {
  const ipam = {
    type: "host-local",
    ranges: [[{ subnet: podCidr }]],
    routes: [{ dst: "0.0.0.0/0" }],
  };
  return { cniVersion: "1.0.0", name: "pods", plugins: [{ type: "ptp", ipam }] };
}

export function kubeletConfiguration(
  { taints = [] }: Node,
  files: string,
  clusterDns: string,
): object {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    // The API server of a run has no certificate for kubelets.
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: "AlwaysAllow" },
    containerRuntimeEndpoint: "unix:///run/containerd/containerd.sock",
    cgroupDriver: "cgroupfs",
    failCgroupV1: false,
    failSwapOn: false,
    clusterDNS: [clusterDns],
    clusterDomain: "cluster.local",
    resolvConf: join(files, "resolv.conf"),
    registerWithTaints: taints,
    // What else is on the computer's disk is no reason to evict a pod or to forget an image.
    evictionHard: {
      "memory.available": "0%",
      "nodefs.available": "0%",
      "imagefs.available": "0%",
    },
    imageGCHighThresholdPercent: 100,
  };
}
