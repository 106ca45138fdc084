import type { Cluster } from "../../model/cluster.ts";
import type { Node } from "../../model/cluster-data.ts";
import type { Distribution } from "../../model/distribution.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import type { PodSpec, PodTemplate } from "../../order/references/pod.ts";
import type { Labels, LabelSelector } from "../../kubernetes/labels.ts";
import { selects } from "../../kubernetes/labels.ts";
import { replicasOf } from "../support/replicas.ts";
import { listed, problemAt } from "../support/rule.ts";
import { didYouMean } from "../../words.ts";
import { takesPods } from "../support/nodes.ts";
import type { Workload } from "../support/workloads.ts";

interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

interface Term {
  readonly matchExpressions?: LabelSelector["matchExpressions"];
}

interface ScheduledPodSpec extends PodSpec {
  readonly tolerations?: readonly Toleration[];
  readonly affinity?: {
    readonly nodeAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: {
        readonly nodeSelectorTerms?: readonly Term[];
      };
    };
    readonly podAntiAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly {
        readonly topologyKey: string;
        readonly labelSelector?: LabelSelector;
      }[];
    };
  };
}

/** Every pod finds a node that it may run on, and each of its replicas one of its own where it asks for that. */
export function* scheduling(plan: ClusterPlan): Iterable<Problem> {
  const { cluster, index } = plan;
  // A cluster without room for ordinary pods is `topology`'s to report.
  if (!cluster.nodes.some(takesPods)) return;
  const { distribution } = cluster.kubernetes;
  const nodes = cluster.nodes.map((node) => ({ node, labels: labelsOf(node, distribution) }));
  for (const { manifest, pods, component } of index.items) {
    if (!manifest || !pods || manifest.kind === "DaemonSet") continue;
    const { nodeSelector, tolerations, affinity } = pods.spec as ScheduledPodSpec;
    if (!nodeSelector && !tolerations && !affinity) continue;
    const message =
      (nodeSelector && selectorIssue(pods, nodeSelector, nodes)) ??
      nodesIssue({ manifest, pods, labels: pods.labels }, nodes, plan);
    if (message) yield problemAt(cluster, component.name, `${titleOf(manifest)} ${message}`);
  }
}

interface LabelledNode {
  readonly node: Node;
  readonly labels: Labels;
}

/** As the kubelet and the distribution label a node, beside its own labels. */
function labelsOf(
  { name, role, architecture, labels }: Node,
  { serverLabel }: Distribution,
): Labels {
  return {
    "beta.kubernetes.io/arch": architecture,
    "beta.kubernetes.io/os": "linux",
    "kubernetes.io/arch": architecture,
    "kubernetes.io/hostname": name,
    "kubernetes.io/os": "linux",
    ...(role === "control-plane" &&
      serverLabel !== null && { "node-role.kubernetes.io/control-plane": serverLabel }),
    ...labels,
  };
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
  const able = nodes.filter(
    ({ node, labels }) => tolerates(spec.tolerations ?? [], node) && isWanted(spec, labels, nodes),
  );
  if (able.length === 0)
    return `finds no node by nodeSelector, affinity and tolerations of ${pods.field}; widen one of them`;
  const replicas = replicasOf(manifest, plan);
  if (replicas <= able.length || !wantsNodesOfItsOwn(spec, pods.labels)) return undefined;
  const count = able.length === 1 ? "1 node" : `${able.length} nodes`;
  return `wants ${replicas} replicas on nodes of their own, but ${count} can run them; lower them to ${able.length}`;
}

function tolerates(
  tolerations: readonly Toleration[],
  { taints = [] }: Cluster["nodes"][number],
): boolean {
  return taints.every(
    (taint) =>
      taint.effect === "PreferNoSchedule" ||
      tolerations.some(
        ({ key, operator, value, effect }) =>
          (effect === undefined || effect === taint.effect) &&
          (key === undefined ? operator === "Exists" : key === taint.key) &&
          (operator === "Exists" || (value ?? "") === (taint.value ?? "")),
      ),
  );
}

function isWanted(
  { nodeSelector = {}, affinity }: ScheduledPodSpec,
  labels: Labels,
  nodes: readonly LabelledNode[],
): boolean {
  const isDeclared = (key: string): boolean => nodes.some((node) => node.labels[key] !== undefined);
  const terms =
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const matches = (term: Term): boolean =>
    selects(
      {
        matchExpressions: term.matchExpressions?.filter(
          ({ key, operator }) => isDeclared(key) && operator !== "Gt" && operator !== "Lt",
        ),
      },
      labels,
    );
  return (
    Object.entries(nodeSelector).every(
      ([key, value]) => !isDeclared(key) || labels[key] === value,
    ) &&
    (terms.length === 0 || terms.some(matches))
  );
}

function wantsNodesOfItsOwn({ affinity }: ScheduledPodSpec, labels: Labels): boolean {
  const terms = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.some(
    ({ topologyKey, labelSelector }) =>
      topologyKey === "kubernetes.io/hostname" &&
      labelSelector !== undefined &&
      selects(labelSelector, labels),
  );
}
