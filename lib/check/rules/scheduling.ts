import { titleOf } from "../../kubernetes/manifest.ts";
import type { Cluster } from "../../model/cluster.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import type { PodTemplate } from "../../order/references/pod.ts";
import type { Labels } from "../../kubernetes/labels.ts";
import type { LabelledNode, ScheduledPodSpec } from "../support/placing.ts";
import { areApart, chanceOf, labelled } from "../support/placing.ts";
import { replicasOf } from "../support/replicas.ts";
import { listed, problemAt } from "../support/rule.ts";
import { didYouMean } from "../../words.ts";
import { takesPods } from "../support/nodes.ts";
import type { Workload } from "../support/workloads.ts";

/** Every pod finds a node that it may run on, and each of its replicas one of its own where it asks for that. */
export function* scheduling(plan: ClusterPlan): Iterable<Problem> {
  const { cluster, index } = plan;
  // A cluster without room for ordinary pods is `topology`'s to report.
  if (!cluster.nodes.some(takesPods)) return;
  const nodes = labelled(cluster);
  for (const { manifest, pods, component } of index.items) {
    if (!manifest || !pods || manifest.kind === "DaemonSet") continue;
    const { nodeName } = pods.spec as { nodeName?: string };
    if (nodeName !== undefined && !cluster.nodes.some(({ name }) => name === nodeName))
      yield problemAt(
        cluster,
        component.name,
        `${titleOf(manifest)} ${strayIssue(nodeName, cluster)}`,
      );
    const { nodeSelector, tolerations, affinity } = pods.spec as ScheduledPodSpec;
    if (!nodeSelector && !tolerations && !affinity) continue;
    const message =
      (nodeSelector && selectorIssue(pods, nodeSelector, nodes)) ??
      nodesIssue({ manifest, pods, labels: pods.labels }, nodes, plan);
    if (message) yield problemAt(cluster, component.name, `${titleOf(manifest)} ${message}`);
  }
}

/** Its pods are deleted as those of a node that is gone, and made again. */
function strayIssue(nodeName: string, { nodes }: Cluster): string {
  const names = nodes.map(({ name }) => name);
  const todo = didYouMean(nodeName, names) ?? `use ${listed(names, "or")}`;
  return `wants node "${nodeName}" by nodeName, which the cluster does not have; ${todo}`;
}

/** Labels that nobody declares may be set at run time; a declared one has one of its declared values. */
function selectorIssue(
  { field }: PodTemplate,
  selector: Labels,
  nodes: readonly LabelledNode[],
): string | undefined {
  const keys = new Set(nodes.flatMap(({ labels }) => Object.keys(labels)));
  for (const [key, value] of Object.entries(selector)) {
    const values = [...new Set(nodes.flatMap(({ labels }) => labels[key] ?? []))];
    if (values.includes(value)) continue;
    const meant = keys.has(key) ? didYouMean(value, values) : didYouMean(key, keys);
    if (!keys.has(key) && !meant) continue;
    const todo = meant ?? `use ${listed(values.slice(0, 5), "or")}`;
    return `${field}.nodeSelector wants ${key}=${value}, which no node has; ${todo}`;
  }
  return undefined;
}

function nodesIssue(
  { manifest, pods }: Workload,
  nodes: readonly LabelledNode[],
  plan: ClusterPlan,
): string | undefined {
  const spec = pods.spec as ScheduledPodSpec;
  const able = nodes.filter((node) => chanceOf(spec, node, nodes) !== "impossible");
  if (able.length === 0)
    return `finds no node by nodeSelector, affinity and tolerations of ${pods.field}; widen one of them`;
  const replicas = replicasOf(manifest, plan);
  if (replicas <= able.length || !areApart(spec, pods.labels)) return undefined;
  const count = able.length === 1 ? "1 node" : `${able.length} nodes`;
  return `wants ${replicas} replicas on nodes of their own, but ${count} can run them; lower them to ${able.length}`;
}
