import type { Cluster } from "../../model/cluster.ts";
import type { Node } from "../../model/cluster-data.ts";
import type { PodSpec } from "../../order/references/pod.ts";
import type { Labels, LabelSelector } from "../../kubernetes/labels.ts";
import { selects } from "../../kubernetes/labels.ts";

export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

interface Term {
  readonly matchExpressions?: LabelSelector["matchExpressions"];
  readonly matchFields?: LabelSelector["matchExpressions"];
}

export interface AffinityTerm {
  readonly topologyKey: string;
  readonly labelSelector?: LabelSelector;
  readonly namespaces?: readonly string[];
  readonly namespaceSelector?: object;
  readonly matchLabelKeys?: readonly string[];
  readonly mismatchLabelKeys?: readonly string[];
}

/** What of a pod says where it may run. */
export interface ScheduledPodSpec extends PodSpec {
  readonly tolerations?: readonly Toleration[];
  readonly affinity?: {
    readonly nodeAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: {
        readonly nodeSelectorTerms?: readonly Term[];
      };
    };
    readonly podAntiAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly AffinityTerm[];
    };
  };
}

export interface LabelledNode {
  readonly node: Node;
  readonly labels: Labels;
}

/** The nodes of a cluster, labelled as the kubelet and the distribution do it, beside their own labels. */
export function labelled({ nodes, kubernetes: { distribution } }: Cluster): LabelledNode[] {
  const { serverLabel } = distribution;
  return nodes.map((node) => ({
    node,
    labels: {
      "beta.kubernetes.io/arch": node.architecture,
      "beta.kubernetes.io/os": "linux",
      "kubernetes.io/arch": node.architecture,
      "kubernetes.io/hostname": node.name,
      "kubernetes.io/os": "linux",
      ...(node.role === "control-plane" &&
        serverLabel !== null && { "node-role.kubernetes.io/control-plane": serverLabel }),
      ...node.labels,
    },
  }));
}

/** `possible` where only something that nobody declares is against it or for it: labels may be set at run time. */
export type Chance = "certain" | "possible" | "impossible";

/** Whether pods run on a node. */
export function chanceOf(
  { tolerations = [], nodeSelector = {}, affinity }: ScheduledPodSpec,
  { node, labels }: LabelledNode,
  nodes: readonly LabelledNode[],
): Chance {
  if (!tolerates(tolerations, node)) return "impossible";
  if (!affinity && Object.keys(nodeSelector).length === 0) return "certain";
  const isDeclared = (key: string): boolean => nodes.some((one) => one.labels[key] !== undefined);
  const wanted = Object.entries(nodeSelector).map(([key, value]) =>
    !isDeclared(key) ? "possible" : labels[key] === value ? "certain" : "impossible",
  );
  const { nodeSelectorTerms: terms = [] } =
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? {};
  const ofTerms = terms.map((term) => termChance(term, node, labels, isDeclared));
  return least([...wanted, ...(terms.length > 0 ? [most(ofTerms)] : [])]);
}

function termChance(
  { matchExpressions = [], matchFields = [] }: Term,
  { name }: Node,
  labels: Labels,
  isDeclared: (key: string) => boolean,
): Chance {
  const chances = matchExpressions.map((one): Chance => {
    // That a label is not there is what the data says.
    const isAgainst = one.operator === "NotIn" || one.operator === "DoesNotExist";
    if (!isDeclared(one.key) && !isAgainst) return "possible";
    return selects({ matchExpressions: [one] }, labels) ? "certain" : "impossible";
  });
  // The only field there is (Kubernetes docs: assign-pod-node).
  const fields = matchFields.map((one): Chance => {
    const isNamed = selects({ matchExpressions: [one] }, { "metadata.name": name });
    return isNamed ? "certain" : "impossible";
  });
  // A term without anything selects nothing.
  return chances.length + fields.length === 0 ? "impossible" : least([...chances, ...fields]);
}

function least(chances: readonly Chance[]): Chance {
  if (chances.includes("impossible")) return "impossible";
  return chances.includes("possible") ? "possible" : "certain";
}

function most(chances: readonly Chance[]): Chance {
  if (chances.includes("certain")) return "certain";
  return chances.includes("possible") ? "possible" : "impossible";
}

/** Whether none of its taints keeps the pods from a node. */
export function tolerates(tolerations: readonly Toleration[], { taints = [] }: Node): boolean {
  return taints.every(
    (taint) =>
      taint.effect === "PreferNoSchedule" ||
      tolerations.some(
        ({ key, operator, value, effect }) =>
          (effect === undefined || effect === "" || effect === taint.effect) &&
          (key === undefined || key === "" ? operator === "Exists" : key === taint.key) &&
          (operator === "Exists" || (value ?? "") === (taint.value ?? "")),
      ),
  );
}

/** Whether no two of these pods may share a node. */
export function areApart({ affinity }: ScheduledPodSpec, labels: Labels): boolean {
  const terms = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.some(
    ({ topologyKey, labelSelector }) =>
      topologyKey === "kubernetes.io/hostname" &&
      labelSelector !== undefined &&
      selects(labelSelector, labels),
  );
}
