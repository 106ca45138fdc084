import type { Manifest } from "../../kubernetes/manifest.ts";
import { specOf } from "../support/rule.ts";

/** How many more pods an update runs for a while, and how many it may end before others are there. */
export interface Update {
  readonly surge: number;
  readonly unavailable: number;
}

type Share = number | string | undefined;

interface Strategy {
  readonly type?: string;
  readonly rollingUpdate?: { readonly maxSurge?: Share; readonly maxUnavailable?: Share };
}

/** Of a workload with so many pods (Kubernetes docs: deployment, "Rolling Update Deployment"). */
export function updateOf(manifest: Manifest, pods: number): Update {
  const { strategy, updateStrategy } =
    specOf<Record<"strategy" | "updateStrategy", Strategy>>(manifest);
  if (manifest.kind === "Deployment" && strategy?.type !== "Recreate") {
    const { maxSurge = "25%", maxUnavailable = "25%" } = strategy?.rollingUpdate ?? {};
    const surge = partOf(maxSurge, pods, Math.ceil);
    const unavailable = partOf(maxUnavailable, pods, Math.floor);
    // Nothing would move with neither.
    return { surge, unavailable: surge === 0 ? Math.max(1, unavailable) : unavailable };
  }
  if (manifest.kind === "DaemonSet" && updateStrategy?.type !== "OnDelete") {
    const { maxSurge = 0 } = updateStrategy?.rollingUpdate ?? {};
    const surge = partOf(maxSurge, pods, Math.ceil);
    return { surge, unavailable: surge > 0 ? 0 : 1 };
  }
  // A StatefulSet ends a pod before it starts the next.
  return { surge: 0, unavailable: pods };
}

function partOf(share: number | string, pods: number, round: (value: number) => number): number {
  if (typeof share === "number") return share;
  return round((Number.parseFloat(share) / 100) * pods) || 0;
}
