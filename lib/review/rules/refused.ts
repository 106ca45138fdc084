import { immutableChanges, isMadeAnew } from "../../kubernetes/immutable.ts";
import { isHook } from "../../kubernetes/manifest.ts";
import { refusedTransition } from "../../kubernetes/transitions.ts";
import { claimsOf } from "../support/fate.ts";
import type { Finding } from "../support/finding.ts";
import { findingOf } from "../support/finding.ts";
import type { Change, Pair } from "../support/state.ts";

/** Updates that the API server refuses, on which every sync of their Application fails from then on. */
export function* refused(pair: Pair): Iterable<Finding> {
  for (const change of pair.changes) {
    if (!change.before || !change.after) continue;
    const [old, own] = [change.before.manifest, change.after.manifest];
    if (isHook(old) || isHook(own)) continue;
    const fields = immutableChanges(old, own);
    const transition = refusedTransition(old, own);
    if (fields.length === 0 && transition === undefined) continue;
    yield isMadeAnew(own)
      ? madeAnew(pair, change)
      : findingOf(pair.cluster, change, {
          topic: "sync",
          rule: "update-refused",
          level: "stop",
          ...messageOf(fields, transition),
          asks: "replace",
        });
  }
}

function messageOf(
  fields: readonly string[],
  transition: string | undefined,
): Pick<Finding, "message" | "todo"> {
  if (fields.length === 0) {
    const [message = "", ...todo] = transition!.split("; ");
    return { message, todo: todo.join("; ") };
  }
  return {
    message: `changes ${fields.join(" and ")}, which the API server lets nobody change`,
    todo: "give it another name, or delete it by hand right before the sync and say so",
  };
}

/** `Force=true`: deleted and made anew, which is downtime, and the end of what a claim holds. */
function madeAnew(pair: Pair, change: Change & object): Finding {
  const { manifest } = change.after!;
  const holds = manifest.kind === "PersistentVolumeClaim" || claimsOf(manifest).length > 0;
  return findingOf(pair.cluster, change, {
    topic: "sync",
    rule: "made-anew",
    level: manifest.kind === "PersistentVolumeClaim" ? "stop" : "warning",
    message: `is deleted and made anew by the sync (Force=true)${holds ? ", claims and all that they hold are to be looked at first" : ""}`,
    todo: "give it another name where a gap does harm",
    ...(manifest.kind === "PersistentVolumeClaim" && { asks: "delete" as const }),
  });
}
