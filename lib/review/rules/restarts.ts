import { isHook } from "../../kubernetes/manifest.ts";
import { isOfOtherPods } from "../../kubernetes/transition/pods-anew.ts";
import { plural } from "../../problem.ts";
import { fieldChanges } from "../support/fields.ts";
import type { Finding } from "../support/finding.ts";
import { findingOf } from "../support/finding.ts";
import type { WorkloadSpec } from "../support/rollout.ts";
import { rolloutOf } from "../support/rollout.ts";
import { below, nodeOf } from "../support/schema.ts";
import type { ObjectState, Pair } from "../support/state.ts";
import { fewOf } from "../support/words.ts";

/** What runs for good: pods of Jobs come and go anyway. */
const lasting: ReadonlySet<string> = new Set([
  "DaemonSet",
  "Deployment",
  "ReplicaSet",
  "StatefulSet",
]);

/** Pods that are replaced, and how many are missing meanwhile; workloads that stop. */
export function* restarts(pair: Pair): Iterable<Finding> {
  for (const change of pair.changes) {
    const { before, after } = change;
    if (!before || !after || !lasting.has(after.manifest.kind) || isHook(after.manifest)) continue;
    const [had, has] = [before, after].map((one) => specOf(one).replicas ?? 1) as [number, number];
    if (has === 0 && had > 0)
      yield findingOf(pair.cluster, change, {
        topic: "restarts",
        rule: "stopped",
        level: "warning",
        message: `goes from ${plural(had, "pod")} to none`,
        todo: "make sure that nobody needs what it does",
      });
    const reasons = has === 0 || had === 0 ? [] : reasonsOf(before, after);
    if (reasons.length === 0) continue;
    const { how, hasGap } = rolloutOf(
      after.manifest.kind,
      specOf(after),
      pair.after.facts?.nodes ?? 0,
    );
    yield findingOf(pair.cluster, change, {
      topic: "restarts",
      rule: "restarts",
      level: hasGap ? "warning" : "note",
      message: `restarts ${how}, because of ${fewOf(reasons, ", ", 3)}`,
      ...(hasGap && { todo: "merge it when a gap does no harm" }),
    });
  }
}

function specOf({ manifest }: ObjectState): WorkloadSpec {
  return manifest["spec"] ?? {};
}

/**
 * The fields of its pods that differ: any of them replaces the pods, unless the API server has the same in the end, as
 * where a default is written out.
 */
function reasonsOf(before: ObjectState, after: ObjectState): string[] {
  const schema = () => below(below(nodeOf(after.manifest), "spec"), "template");
  const fields = fieldChanges(specOf(before).template, specOf(after).template, schema);
  if (fields.length > 0 && isOfOtherPods(before.manifest, after.manifest))
    return fields.map(({ path }) => path.replace(/^spec\./, ""));
  const isUnseen =
    before.pods !== undefined && after.pods !== undefined && before.pods !== after.pods;
  return isUnseen ? ["what its record does not hold (arguments, environment, a checksum)"] : [];
}
