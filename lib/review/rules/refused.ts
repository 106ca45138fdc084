import { isHook } from "../../kubernetes/manifest.ts";
import { isMadeAnew } from "../../kubernetes/transition/immutable.ts";
import { refusedChanges } from "../../kubernetes/transition/refused.ts";
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
    const lines = refusedChanges(old, own);
    if (lines.length > 0 && isMadeAnew(own)) yield madeAnew(pair, change);
    else
      for (const line of lines)
        yield findingOf(pair.cluster, change, {
          topic: "sync",
          rule: "update-refused",
          level: "stop",
          ...partsOf(line),
          asks: "replace",
        });
  }
}

/** What is said, and what is to be done about it. */
function partsOf(line: string): Pick<Finding, "message" | "todo"> {
  const [message = "", ...todo] = line.split("; ");
  return { message, todo: todo.join("; ") };
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
