import { crossIssues } from "../../kubernetes/cross/kinds.ts";
import { podIssues } from "../../kubernetes/cross/pods.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { problemAt } from "../support/rule.ts";

/** Fields that no schema compares: each is right by itself, and the API server refuses them together. */
export function* crossFields({ cluster, index }: ClusterPlan): Iterable<Problem> {
  for (const { manifest, component, pods } of index.items) {
    const issues = [
      ...crossIssues(manifest),
      ...(pods ? podIssues({ ...pods.spec }, pods.field) : []),
    ];
    for (const issue of issues)
      yield problemAt(cluster, component.name, `${titleOf(manifest)} ${issue}`);
  }
}
