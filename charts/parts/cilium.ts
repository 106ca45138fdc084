import type { CiliumValues } from "../../imports/values/cilium.ts";
import type { ClusterData } from "../../lib/model/cluster-data.ts";
import { apiServerOf, hasKubeProxy } from "../../lib/model/distribution.ts";

/** What Cilium must know of how its cluster runs Kubernetes. */
/** The GatewayClass that its chart has. */
export const ciliumClass = "cilium";

export function ciliumOn(cluster: ClusterData): CiliumValues {
  const { host, port } = apiServerOf(cluster);
  const { paths, isLocked } = cluster.kubernetes.distribution;
  const isStandard = paths.cniPrograms === "/opt/cni/bin";
  return {
    ...(hasKubeProxy(cluster)
      ? { kubeProxyReplacement: "false" }
      : {
          kubeProxyReplacement: "true",
          // Without kube-proxy the API server's ClusterIP leads nowhere until Cilium runs.
          k8sServiceHost: host,
          k8sServicePort: port,
        }),
    ...(!isStandard && { cni: { binPath: paths.cniPrograms, confPath: paths.cniConfiguration } }),
    ...(isLocked && lockedValues),
  };
}

const agent = [
  "CHOWN",
  "KILL",
  "NET_ADMIN",
  "NET_RAW",
  "IPC_LOCK",
  "SYS_ADMIN",
  "SYS_RESOURCE",
  "DAC_OVERRIDE",
  "FOWNER",
  "SETGID",
  "SETUID",
];

/** The node's own cgroups, and nothing that loads modules (Talos docs: kubernetes-guides, "Deploy Cilium CNI"). */
const lockedValues: CiliumValues = {
  cgroup: { autoMount: { enabled: false }, hostRoot: "/sys/fs/cgroup" },
  securityContext: {
    capabilities: {
      ciliumAgent: agent,
      cleanCiliumState: ["NET_ADMIN", "SYS_ADMIN", "SYS_RESOURCE"],
    },
  },
};
