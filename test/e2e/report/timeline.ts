import { applicationName } from "../../../lib/order/names.ts";
import type { Application } from "../../../lib/order/applications.ts";
import type { ClusterPlan } from "../../../lib/order/cluster-plan.ts";
import { longestChain } from "../order.ts";
import type { ClusterRecord } from "../record.ts";

/** One Application of a run; times are milliseconds after its start, absent where it did not come to it. */
export interface Bar {
  readonly application: string;
  readonly wave: number;
  /** When the root wrote the Application itself. */
  readonly released?: number;
  /** First object written. */
  readonly started?: number;
  /** First moment when the sync of its content had ended well. */
  readonly synced?: number;
  /** When after that the last of its objects was healthy. */
  readonly healthy?: number;
  /** What it waited for, latest first. */
  readonly needs: readonly {
    readonly application: string;
    readonly healthy?: number;
    readonly reasons: readonly string[];
  }[];
}

export interface Timeline {
  readonly cluster: string;
  /** Wave by wave. */
  readonly bars: readonly Bar[];
  /** Milliseconds until everything was healthy. */
  readonly settled?: number;
  /** The chain of needs whose Applications took longest, each from its first write to health. */
  readonly chain: { readonly milliseconds: number; readonly applications: readonly string[] };
  /** From the first Application to `settled`, by the time of that chain: what waiting for whole waves costs. */
  readonly price?: number;
}

/** What a run of one cluster looked like from `since` on, milliseconds since 1970. */
export function timelineOf(plan: ClusterPlan, record: ClusterRecord, since: number): Timeline {
  const times = new Map(plan.applications.map((one) => [one, timesOf(one, record, since)]));
  const bars = plan.applications
    .map((application) => barOf(application, times))
    .sort((a, b) => a.wave - b.wave || (a.started ?? Infinity) - (b.started ?? Infinity));
  const ends = bars.map(({ healthy }) => healthy);
  const isSettled = ends.every((end) => end !== undefined);
  const settled = isSettled ? Math.max(...ends) : undefined;
  // Argo CD has to start first, and a hub to learn of the cluster: neither is for waves to answer for.
  const first = plan.cluster.argocd === "hub" ? "started" : "released";
  const begin = Math.min(...bars.map((bar) => bar[first] ?? Infinity));
  const { milliseconds, chain } = longestChain(plan.applications, (application) => {
    const { started, healthy } = times.get(application)!;
    return (healthy ?? 0) - (started ?? 0);
  });
  return {
    cluster: plan.cluster.name,
    bars,
    settled,
    chain: { milliseconds, applications: chain.map(applicationName) },
    price: settled === undefined ? undefined : (settled - begin) / milliseconds,
  };
}

type Times = Pick<Bar, "released" | "started" | "synced" | "healthy">;

function timesOf(application: Application, record: ClusterRecord, since: number): Times {
  const name = applicationName(application);
  const { states = [], resources = [] } = record.applications.get(name) ?? {};
  const writes = resources
    .flatMap((id) => record.objects.get(id)?.writes ?? [])
    .filter((at) => at >= since);
  const started = writes.length > 0 ? Math.min(...writes) : undefined;
  const own = states.filter(({ at }) => at >= (started ?? since));
  const synced = own.find(({ phase }) => phase === "Succeeded")?.at;
  const healthy = synced && healthyAt(resources, record, started ?? since, synced);
  const released = states.find(({ at }) => at >= since)?.at;
  const after = (at: number | undefined): number | undefined => at && at - since;
  return {
    released: after(released),
    started: after(started),
    synced: after(synced),
    healthy: after(healthy),
  };
}

/** When the last object was healthy, by itself: what the Application says of it may be older than its objects. */
function healthyAt(
  resources: readonly string[],
  { objects }: ClusterRecord,
  started: number,
  synced: number,
): number | undefined {
  let last = synced;
  for (const id of resources) {
    const health = objects.get(id)?.health ?? [];
    if (health.length === 0) continue;
    const found =
      health.find((change) => change.at >= started && change.health === "Healthy") ??
      (health.at(-1)!.health === "Healthy" ? health.at(-1) : undefined);
    if (!found) return undefined;
    last = Math.max(last, found.at);
  }
  return last;
}

function barOf(application: Application, times: ReadonlyMap<Application, Times>): Bar {
  const needs = [...application.needs].map(([needed, edges]) => ({
    application: applicationName(needed),
    healthy: times.get(needed)!.healthy,
    reasons: [...new Set(edges.map(({ from, reason }) => `${from.title}: ${reason}`))],
  }));
  needs.sort((a, b) => (b.healthy ?? Infinity) - (a.healthy ?? Infinity));
  return {
    application: applicationName(application),
    wave: application.wave,
    ...times.get(application)!,
    needs,
  };
}
