import type { Manifest } from "../../kubernetes/manifest.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import type { LabelSelector } from "../../kubernetes/labels.ts";
import { replicasOf } from "../support/replicas.ts";
import { problemAt, specOf } from "../support/rule.ts";
import { takesPods } from "../support/nodes.ts";
import { workloadsOf } from "../support/workloads.ts";

interface BudgetSpec {
  readonly selector: LabelSelector;
  readonly minAvailable: number | string;
  readonly maxUnavailable: number | string;
}

/** No PodDisruptionBudget keeps a node from being drained. */
export function* disruption(plan: ClusterPlan): Iterable<Problem> {
  const { cluster, components } = plan;
  const isAlone = cluster.nodes.filter(takesPods).length === 1;
  for (const { name, manifests } of components) {
    for (const manifest of manifests) {
      if (manifest.kind !== "PodDisruptionBudget") continue;
      const message = budgetIssue(manifest, plan, isAlone);
      if (message) yield problemAt(cluster, name, `${titleOf(manifest)} ${message}`);
    }
  }
}

function budgetIssue(budget: Manifest, plan: ClusterPlan, isAlone: boolean): string | undefined {
  const { minAvailable, maxUnavailable } = specOf<BudgetSpec>(budget);
  const [field, value] =
    minAvailable === undefined
      ? (["maxUnavailable", maxUnavailable] as const)
      : (["minAvailable", minAvailable] as const);
  const pods = podsOf(budget, plan);
  if (value === undefined || pods === 0) return undefined;
  const kept = keptPods(field, value, pods);
  // What is evicted from the only node starts nowhere else: all must be free to go.
  if (isAlone && kept > 0)
    return "keeps the only node that runs pods from being drained; leave it out on a cluster of one such node";
  if (kept < (pods ?? Infinity)) return undefined;
  const count = pods === undefined ? "" : ` of ${pods === 1 ? "one pod" : `${pods} pods`}`;
  const todo = pods === 1 ? "run two pods or drop it" : "set spec.maxUnavailable to 1 instead";
  return `lets no pod go with spec.${field} ${value}${count}, so no node is ever drained; ${todo}`;
}

/** How many pods a budget holds back, of an unknown number where a chart makes them. */
function keptPods(
  field: "minAvailable" | "maxUnavailable",
  value: number | string,
  pods: number | undefined,
): number {
  const share = typeof value === "string" ? Number.parseFloat(value) / 100 : undefined;
  if (pods === undefined) {
    const isAll = field === "minAvailable" ? share === 1 : value === 0 || share === 0;
    return isAll ? Infinity : field === "minAvailable" && value !== 0 && share !== 0 ? 1 : 0;
  }
  // Kubernetes rounds shares up, of either kind.
  const amount = share === undefined ? Number(value) : Math.ceil(share * pods);
  return field === "minAvailable" ? amount : pods - amount;
}

/** The pods that a budget covers; undefined where a chart or an operator makes them. */
function podsOf(budget: Manifest, plan: ClusterPlan): number | undefined {
  const { selector } = specOf<BudgetSpec>(budget);
  const local = workloadsOf(plan).get(budget.metadata.namespace ?? "");
  const selected = (selector && local?.select(selector)) ?? [];
  if (selected.length === 0) return undefined;
  return selected.reduce((sum, { manifest }) => sum + replicasOf(manifest, plan), 0);
}
