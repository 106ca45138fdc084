import { parseRange } from "../../model/addresses.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import { balancerOf } from "../support/balancer.ts";
import { specOf } from "../support/rule.ts";
import { balancedServices } from "./services.ts";

/** Addresses for Services of type LoadBalancer. */
export interface BalancerAddresses {
  readonly range: string;
  readonly has: number;
  /** At least: Services that share an address take one. */
  readonly wanted: number;
}

/** Undefined where there is no range to run out of: a balancer that takes ports of nodes has none. */
export function balancerAddresses(plan: ClusterPlan): BalancerAddresses | undefined {
  const { loadBalancer: range } = plan.cluster;
  const balancer = balancerOf(plan.cluster);
  if (range === undefined || !balancer || balancer.takesHostPorts) return undefined;
  const size = sizeOf(range);
  if (size === undefined) return undefined;
  const { sharing } = balancer.addresses ?? {};
  const keys = new Set<string>();
  let alone = balancedServices(plan).length;
  for (const { manifest } of plan.index.items) {
    const { type } = manifest.kind === "Service" ? specOf<{ type: string }>(manifest) : {};
    const key = sharing && manifest.metadata.annotations?.[sharing];
    if (type !== "LoadBalancer" || !key) continue;
    alone--;
    keys.add(key);
  }
  return { range, has: size, wanted: alone + keys.size };
}

/** A malformed range is the address plan's to report. */
function sizeOf(range: string): number | undefined {
  try {
    const { first, last } = parseRange(range);
    return last - first + 1;
  } catch {
    return undefined;
  }
}
