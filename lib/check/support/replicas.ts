import type { Manifest } from "../../kubernetes/manifest.ts";
import { groupOf, identity, identityOf, titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import { specOf } from "./rule.ts";

export interface AutoscalerSpec {
  readonly scaleTargetRef: {
    readonly apiVersion?: string;
    readonly kind: string;
    readonly name: string;
  };
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

export interface Autoscaler {
  readonly title: string;
  /** Identity of what it scales. */
  readonly target: string;
  readonly floor: number;
  readonly ceiling: number;
}

const known = new WeakMap<ClusterPlan["index"], ReadonlyMap<string, Autoscaler>>();

/** The autoscalers of a cluster by what they scale. */
export function autoscalersOf({ index }: ClusterPlan): ReadonlyMap<string, Autoscaler> {
  const existing = known.get(index);
  if (existing) return existing;
  const found = new Map<string, Autoscaler>();
  for (const { manifest } of index.items) {
    if (manifest?.kind !== "HorizontalPodAutoscaler") continue;
    const target = targetOf(manifest);
    if (target === undefined || found.has(target)) continue;
    const { minReplicas: floor = 1, maxReplicas: ceiling = floor } =
      specOf<AutoscalerSpec>(manifest);
    found.set(target, { title: titleOf(manifest), target, floor, ceiling });
  }
  known.set(index, found);
  return found;
}

export function targetOf(autoscaler: Manifest): string | undefined {
  const { scaleTargetRef: target } = specOf<AutoscalerSpec>(autoscaler);
  if (!target) return undefined;
  const { namespace = "" } = autoscaler.metadata;
  return identity(groupOf(target.apiVersion ?? ""), target.kind, namespace, target.name);
}

/** The fewest pods that a workload is meant to have. */
export function replicasOf(manifest: Manifest, plan: ClusterPlan): number {
  const { replicas } = specOf<{ replicas: number }>(manifest);
  const autoscalers = autoscalersOf(plan);
  const floor = autoscalers.size > 0 ? autoscalers.get(identityOf(manifest))?.floor : undefined;
  return replicas ?? floor ?? 1;
}
