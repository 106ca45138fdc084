import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import { FleetError } from "../../lib/problem.ts";
import { isInContainers } from "../../scripts/kube/access.ts";
import { edgesOf } from "./order.ts";
import { planOf } from "./plans.ts";

/**
 * Names of the clusters that show something: each with an Argo CD of its own, and of those that a hub syncs the ones
 * that have a component which no cluster before them has.
 */
export function clustersToRun({ clusters }: Fleet): string[] {
  const seen = new Set<string>();
  return clusters.flatMap(({ name, argocd, components }) => {
    const isNew = components.some((component) => !seen.has(component.name));
    for (const component of components) seen.add(component.name);
    return argocd === "self" || isNew ? [name] : [];
  });
}

/** What a cluster that runs already plays: one that needs no other, and no virtual machines where there is a choice. */
export function clusterToPlay({ clusters }: Fleet): string[] {
  const alone = clusters.filter(({ argocd }) => argocd === "self");
  const small = alone.find(isInContainers) ?? alone[0];
  return small ? [small.name] : [];
}

export function hasPins({ clusters }: Fleet, names: readonly string[]): boolean {
  return clusters.some(({ name, revision }) => names.includes(name) && revision === "pinned");
}

/** Throws where there is no order that could be proven: a run would show nothing, and pass. */
export function requireEdges({ clusters }: Fleet, names: readonly string[]): void {
  const chosen = clusters.filter(({ name }) => names.includes(name));
  const edges = (cluster: Cluster): number => edgesOf(planOf(cluster).applications).length;
  if (chosen.some((cluster) => edges(cluster) > 0)) return;
  const message =
    chosen.length === 0
      ? "has no clusters, and so no order to prove; add one to clusters/"
      : `no Application of ${names.join(", ")} needs another, so there is no order to prove; add components, or name other clusters with --clusters`;
  throw new FleetError([{ place: "fleet", message }]);
}
