import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import { kubeconfigPath } from "../run/kubeconfig.ts";

/** Options of kubectl that lead to a cluster. k3d keeps its contexts in the user's own kubeconfig (k3d docs: usage/kubeconfig). */
export function accessOptions(cluster: Cluster): readonly string[] {
  return isInContainers(cluster)
    ? ["--context", `k3d-${cluster.name}`]
    : ["--kubeconfig", kubeconfigPath(cluster)];
}

/** The command that makes these options lead somewhere. */
export function accessCommand(cluster: Cluster): string {
  return isInContainers(cluster) ? "npm run local" : `npm run bootstrap -- ${cluster.name}`;
}

/** Whether a cluster runs on this computer, not on machines of the site. */
export function isInContainers({ kubernetes }: Cluster): boolean {
  return kubernetes.distribution === "k3d";
}

/** The cluster whose Argo CD syncs this one. */
export function argoClusterOf({ clusters, hub }: Fleet, cluster: Cluster): Cluster {
  return cluster.argocd === "self" ? cluster : clusters.find(({ name }) => name === hub)!;
}
