import { crossIssues } from "../../kubernetes/cross/kinds.ts";
import { podIssues } from "../../kubernetes/cross/pods.ts";
import { perObject } from "../../kubernetes/each.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import { podTemplateOf } from "../../order/references/pod.ts";
import type { Problem } from "../../problem.ts";
import { problemAt } from "../support/rule.ts";

/** Fields that no schema compares: each is right by itself, and the API server refuses them together. */
export function* crossFields({ cluster, index }: ClusterPlan): Iterable<Problem> {
  for (const { manifest, component, memory } of index.items)
    for (const issue of issuesOf(manifest, memory))
      yield problemAt(cluster, component.name, `${titleOf(manifest)} ${issue}`);
}

const issuesOf = perObject((manifest): readonly string[] => {
  const pods = podTemplateOf(manifest);
  const ofPods = pods ? podIssues({ ...pods.spec }, pods.field) : [];
  return [...crossIssues(manifest), ...ofPods];
});
