import type { Cluster } from "../../lib/model/cluster.ts";
import { kubeconfigPath } from "../run/kubeconfig.ts";

/** Options of kubectl that lead to a cluster. */
export function accessOptions(cluster: Cluster): readonly string[] {
  const { onThisComputer } = cluster.kubernetes.distribution;
  return onThisComputer
    ? ["--context", onThisComputer.context(cluster.name)]
    : ["--kubeconfig", kubeconfigPath(cluster)];
}

/** The command that makes these options lead somewhere. */
export function accessCommand(cluster: Cluster): string {
  const { distribution } = cluster.kubernetes;
  if (distribution.onThisComputer) return distribution.onThisComputer.start(cluster.name);
  return isInstalled(cluster)
    ? `npm run bootstrap -- ${cluster.name}`
    : `cp KUBECONFIG ${kubeconfigPath(cluster)}`;
}

/** Whether a cluster runs on this computer, not on machines of the site. */
export function isInContainers({ kubernetes }: Cluster): boolean {
  return kubernetes.distribution.onThisComputer !== undefined;
}

/** Whether `npm run bootstrap` installs Kubernetes on the nodes of a cluster. */
export function isInstalled({ kubernetes }: Cluster): boolean {
  return kubernetes.distribution.name === "k3s";
}
