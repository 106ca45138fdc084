import { plural } from "../../problem.ts";

type Amount = number | string | undefined;

interface Strategy {
  readonly type?: string;
  readonly rollingUpdate?: {
    readonly maxUnavailable?: Amount;
    readonly maxSurge?: Amount;
    readonly partition?: number;
  };
}

export interface WorkloadSpec {
  readonly replicas?: number;
  readonly strategy?: Strategy;
  readonly updateStrategy?: Strategy;
  readonly template?: unknown;
}

/** How a workload replaces its pods. */
export interface Rollout {
  /** Completes `restarts`. */
  readonly how: string;
  /** Whether nobody does its work for a while. */
  readonly hasGap: boolean;
}

/** What Kubernetes 1.36 does where nothing is said. `nodes`: how many the cluster has, 0 where that is not known. */
export function rolloutOf(kind: string, spec: WorkloadSpec, nodes: number): Rollout {
  const pods = spec.replicas ?? 1;
  switch (kind) {
    case "DaemonSet":
      return ofDaemonSet(spec.updateStrategy, nodes);
    case "StatefulSet":
      return ofStatefulSet(spec.updateStrategy, pods);
    case "Deployment":
      return ofDeployment(spec.strategy, pods);
    default:
      return { how: "no pod by itself: its controller only makes what is missing", hasGap: false };
  }
}

function ofDaemonSet({ type, rollingUpdate }: Strategy = {}, nodes: number): Rollout {
  if (type === "OnDelete") return byHand;
  const { maxUnavailable = 1, maxSurge = 0 } = rollingUpdate ?? {};
  if (amountOf(maxSurge, 100, Math.ceil) > 0)
    return { how: "its pod on each node, the new one beside the old", hasGap: false };
  const isShare = typeof maxUnavailable === "string" && maxUnavailable.endsWith("%");
  if (isShare && nodes === 0)
    return { how: `its pod on each node, ${maxUnavailable} of the nodes at once`, hasGap: true };
  const atOnce = Math.max(1, amountOf(maxUnavailable, nodes, Math.ceil));
  const of = nodes > 0 ? ` of ${nodes}` : "";
  return {
    how: `its pod on each node, ${plural(atOnce, "node")}${of} at once`,
    hasGap: nodes > 0 ? atOnce >= nodes : atOnce > 1,
  };
}

function ofStatefulSet({ type, rollingUpdate }: Strategy = {}, pods: number): Rollout {
  if (type === "OnDelete") return byHand;
  const { partition = 0, maxUnavailable } = rollingUpdate ?? {};
  const replaced = Math.max(0, pods - partition);
  if (replaced === 0) return { how: `no pod: its partition is ${partition}`, hasGap: false };
  const atOnce = Math.max(1, amountOf(maxUnavailable ?? 1, pods, Math.ceil));
  return countOf(replaced, Math.min(atOnce, replaced), pods);
}

function ofDeployment({ type, rollingUpdate }: Strategy = {}, pods: number): Rollout {
  if (type === "Recreate")
    return {
      how: `${plural(pods, "pod")}, all at once: the old ones end before a new one starts`,
      hasGap: true,
    };
  const { maxUnavailable = "25%", maxSurge = "25%" } = rollingUpdate ?? {};
  const missing = amountOf(maxUnavailable, pods, Math.floor);
  // Where both are nothing, the server takes one for unavailable.
  const isStuck = missing === 0 && amountOf(maxSurge, pods, Math.ceil) === 0;
  const atOnce = isStuck ? 1 : missing;
  return atOnce === 0
    ? { how: `${plural(pods, "pod")}, a new one ready before an old one ends`, hasGap: false }
    : countOf(pods, atOnce, pods);
}

function countOf(replaced: number, atOnce: number, pods: number): Rollout {
  const hasGap = atOnce >= pods;
  const where = `on ${plural(atOnce, "node")} at once`;
  return {
    how: `${plural(replaced, "pod")}, at most ${where}${hasGap ? ": none is left meanwhile" : ""}`,
    hasGap,
  };
}

const byHand: Rollout = { how: "no pod by itself: its strategy is OnDelete", hasGap: false };

function amountOf(amount: Amount, of: number, round: (value: number) => number): number {
  if (typeof amount === "number") return amount;
  const share = /^(\d+)%$/.exec(amount ?? "")?.[1];
  return share === undefined ? Number(amount ?? 0) || 0 : round((Number(share) * of) / 100);
}
