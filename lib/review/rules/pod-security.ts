import type { PodSecurity } from "../../model/cluster-data.ts";
import { violation } from "../../check/support/pod-standards.ts";
import { podTemplateOf } from "../../order/references/pod.ts";
import type { PodTemplate } from "../../order/references/pod.ts";
import type { Finding } from "../support/finding.ts";
import { findingOf } from "../support/finding.ts";
import type { ObjectState, Pair } from "../support/state.ts";
import { changesOfKind } from "../support/state.ts";

const enforce = "pod-security.kubernetes.io/enforce";
const levels: readonly PodSecurity[] = ["restricted", "baseline", "privileged"];

/** Namespaces that refuse less, and pods that need more than they did. */
export function* podSecurity(pair: Pair): Iterable<Finding> {
  for (const change of changesOfKind(pair, "", "Namespace")) {
    if (!change.before || !change.after) continue;
    const [was, is] = [levelOf(change.before), levelOf(change.after)];
    if (levels.indexOf(is) > levels.indexOf(was))
      yield findingOf(pair.cluster, change, {
        topic: "access",
        rule: "pod-security-loosened",
        level: "warning",
        message: `takes pods of level ${is}, where it took ${was}`,
        todo: "make sure that a pod in it needs that",
      });
  }
  for (const change of pair.changes) {
    if (!change.before || !change.after) continue;
    const [was, is] = [change.before, change.after].map(({ manifest }) => podTemplateOf(manifest));
    if (!was || !is) continue;
    const [had, has] = [neededBy(was), neededBy(is)];
    if (levels.indexOf(has.level) > levels.indexOf(had.level))
      yield findingOf(pair.cluster, change, {
        topic: "access",
        rule: "pods-need-more",
        level: "warning",
        message: `needs a namespace of level ${has.level}, where ${had.level} was enough: ${has.found}`,
        todo: "make sure that it is needed",
      });
  }
}

/** What the API server enforces by itself: nothing, without the label. */
function levelOf({ manifest }: ObjectState): PodSecurity {
  const level = manifest.metadata.labels?.[enforce];
  return levels.find((one) => one === level) ?? "privileged";
}

function neededBy(pods: PodTemplate): { level: PodSecurity; found: string } {
  const loose = violation(pods, "baseline");
  if (loose) return { level: "privileged", found: loose[0] };
  const strict = violation(pods, "restricted");
  return strict ? { level: "baseline", found: strict[0] } : { level: "restricted", found: "" };
}
