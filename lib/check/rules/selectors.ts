import type { Manifest } from "../../kubernetes/manifest.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import type { PodTemplate } from "../../order/references/pod.ts";
import type { LabelIndex, Labels, LabelSelector } from "../../kubernetes/labels.ts";
import { meantLabels, selects, showLabels, showSelector } from "../../kubernetes/labels.ts";
import { isNamespace } from "../support/namespaces.ts";
import { listed, problemAt, specOf } from "../support/rule.ts";
import { didYouMean } from "../../words.ts";
import { unseenNamespaces } from "../support/unseen.ts";
import type { Workload } from "../support/workloads.ts";
import { portNames, workloadsOf } from "../support/workloads.ts";

/** Selectors select something, and the ports named through them exist. */
export function* selectors(plan: ClusterPlan): Iterable<Problem> {
  const { cluster, index } = plan;
  const workloads = workloadsOf(plan);
  const unseen = unseenNamespaces(plan);
  for (const { manifest, component, pods, isMade } of index.items) {
    // A chart selects pods that its controllers make, too, and policies of the engine's own are for such pods as well.
    if (!manifest || isMade || !component.placement) continue;
    const { namespace = "" } = manifest.metadata;
    const message = pods
      ? ownPodsIssue(manifest, pods)
      : selectorIssue(
          manifest,
          workloads.get(namespace),
          !unseen.has(namespace) && isNamespace(index, namespace),
        );
    if (message) yield problemAt(cluster, component.name, `${titleOf(manifest)} ${message}`);
  }
}

function ownPodsIssue(manifest: Manifest, { labels }: PodTemplate): string | undefined {
  const { selector } = specOf<{ selector: LabelSelector }>(manifest);
  if (!selector || manifest.kind === "Job" || selects(selector, labels)) return undefined;
  return `spec.selector ${showSelector(selector)} does not select its own pods, which have ${showLabels(labels)}; make them equal`;
}

type Local = LabelIndex<Workload> | undefined;

function selectorIssue(manifest: Manifest, local: Local, isKnown: boolean): string | undefined {
  switch (manifest.kind) {
    case "Service": {
      const { selector } = specOf<{ selector: Labels }>(manifest);
      if (!selector || manifest.apiVersion !== "v1") return undefined;
      const matchLabels = { matchLabels: selector };
      return (
        noneSelected("spec.selector", matchLabels, local, isKnown) ??
        portIssue(manifest, local?.select(matchLabels) ?? [])
      );
    }
    case "PodDisruptionBudget":
      return noneSelected("spec.selector", specOf<Selecting>(manifest).selector, local, isKnown);
    case "NetworkPolicy":
      return (
        noneSelected("spec.podSelector", specOf<Selecting>(manifest).podSelector, local, isKnown) ??
        peerIssue(manifest, local, isKnown)
      );
    default:
      return undefined;
  }
}

interface Selecting {
  readonly selector: LabelSelector;
  readonly podSelector: LabelSelector;
}

function noneSelected(
  field: string,
  selector: LabelSelector | undefined,
  local: Local,
  isKnown: boolean,
): string | undefined {
  if (!isKnown || !selector || !isSpecific(selector)) return undefined;
  if (local && local.select(selector).length > 0) return undefined;
  const meant = meantLabels(selector, local?.all.map(({ labels }) => labels) ?? []);
  return `${field} ${showSelector(selector)} selects no pods; ${meant ?? "correct the labels or add the pods"}`;
}

/** An empty selector means every pod, of which there may be none yet. */
function isSpecific({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return matchExpressions.length > 0 || Object.keys(matchLabels).length > 0;
}

function portIssue(service: Manifest, selected: readonly Workload[]): string | undefined {
  const { ports = [] } = specOf<{ ports: readonly { targetPort?: string | number }[] }>(service);
  if (selected.length === 0) return undefined;
  for (const [i, { targetPort }] of ports.entries()) {
    if (
      typeof targetPort !== "string" ||
      selected.some(({ pods }) => portNames(pods).includes(targetPort))
    )
      continue;
    const names = selected.flatMap(({ pods }) => portNames(pods));
    const known = names.length > 0 ? `are named ${listed(names)}` : "have no names";
    return `spec.ports[${i}].targetPort is "${targetPort}", but the ports of its pods ${known}; ${didYouMean(targetPort, names) ?? "name one of the container's ports"}`;
  }
  return undefined;
}

interface Peer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
}

/** Who a policy lets through need not be there; a name that is nearly right is meant, though. */
function peerIssue(policy: Manifest, local: Local, isKnown: boolean): string | undefined {
  if (!isKnown || !local) return undefined;
  const { ingress = [], egress = [] } = specOf<{
    ingress: readonly { from?: readonly Peer[] }[];
    egress: readonly { to?: readonly Peer[] }[];
  }>(policy);
  const sides = [
    ...ingress.map(({ from }, i) => [`spec.ingress[${i}].from`, from] as const),
    ...egress.map(({ to }, i) => [`spec.egress[${i}].to`, to] as const),
  ];
  for (const [field, peers = []] of sides) {
    for (const [i, { podSelector, namespaceSelector }] of peers.entries()) {
      if (!podSelector || namespaceSelector || local.select(podSelector).length > 0) continue;
      const meant = meantLabels(
        podSelector,
        local.all.map(({ labels }) => labels),
      );
      if (meant)
        return `${field}[${i}].podSelector ${showSelector(podSelector)} selects no pods; ${meant}`;
    }
  }
  return undefined;
}
