import { groupOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";

const workloads = new Set([
  "CronJob",
  "DaemonSet",
  "Deployment",
  "Job",
  "Pod",
  "ReplicaSet",
  "StatefulSet",
]);

/**
 * Namespaces with pods and Services that nobody sees here: those of operators, and of the distribution itself. There, a selector that finds nothing proves nothing.
 */
export function unseenNamespaces({ components, index }: ClusterPlan): ReadonlySet<string> {
  const found = new Set(["kube-system"]);
  for (const { runTime, namespace } of components)
    if (runTime.pods || runTime.services) found.add(namespace);
  for (const { manifest, pods } of index.items) {
    if (!manifest.metadata.namespace) continue;
    // Its pods are malformed, and reported as such.
    if (!pods && workloads.has(manifest.kind)) found.add(manifest.metadata.namespace);
    const group = groupOf(manifest.apiVersion);
    // Groups of the API server itself have no dot or end in k8s.io.
    if (!group.includes(".") || group.endsWith(".k8s.io")) continue;
    const facts = index.kinds.of(manifest);
    if (facts.length === 0 || facts.some(({ runsUnseen }) => runsUnseen))
      found.add(manifest.metadata.namespace);
  }
  return found;
}
