import { formatBytes } from "../../kubernetes/quantity.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Amount } from "./amount.ts";
import { add, nothing, sum } from "./amount.ts";
import { claimedIn } from "./claims.ts";
import type { Demand } from "./demand.ts";
import { demandOf } from "./demand.ts";
import type { DeviceFigures } from "./devices.ts";
import { deviceFigures, shortagesOfDevices } from "./devices.ts";
import { machinesOf } from "./machine.ts";
import { notesOf } from "./notes.ts";
import type { Verdict } from "./packing.ts";
import type { BalancerAddresses } from "./pool-addresses.ts";
import { balancerAddresses } from "./pool-addresses.ts";
import type { Found } from "./shortages.ts";
import { accepting, shortagesOf } from "./shortages.ts";
import type { Lost } from "./states.ts";
import { heldBy, podsOf, statesOf, totalOf } from "./states.ts";
import type { Uncounted } from "./uncounted.ts";
import { uncountedIn } from "./uncounted.ts";
import type { Pool } from "./volumes.ts";
import { poolsOf } from "./volumes.ts";

export interface NodeFigures {
  readonly name: string;
  readonly role: "control-plane" | "worker";
  readonly gives: Amount;
  /** What runs on it in any case. */
  readonly keeps: Amount;
  /** With the rest as it was placed; absent where no way was found. */
  readonly holds?: Amount;
}

/** One workload. */
export interface TakerFigures {
  readonly component: string;
  readonly what: string;
  /** Pods at least, and with autoscalers at their maximum. */
  readonly floor: number;
  readonly most: number;
  /** Of all of them at least. */
  readonly takes: Amount;
  readonly isOnEachNode: boolean;
  /** Pods that an update runs for a while beside these. */
  readonly surge: number;
}

export interface ShortageFigures extends Found {
  /** Why it is accepted. */
  readonly accepted?: string;
}

/** What a cluster has, what takes it, and what is too little. */
export interface ClusterCapacity {
  readonly cluster: string;
  readonly nodes: readonly NodeFigures[];
  /** What may run on any of several nodes: asked for, and there. */
  readonly rest: { readonly wanted: Amount; readonly most: Amount; readonly has: Amount };
  /** Whether all of it was placed, as few as there are, and as many as there may be. */
  readonly now: Verdict["state"];
  readonly scaled: Verdict["state"];
  readonly lost: readonly (Omit<Lost, "verdict"> & { readonly state?: Verdict["state"] })[];
  readonly takers: readonly TakerFigures[];
  readonly pools: readonly Pool[];
  readonly devices: readonly DeviceFigures[];
  readonly addresses?: BalancerAddresses;
  readonly shortages: readonly ShortageFigures[];
  readonly notes: readonly string[];
  readonly uncounted: readonly Uncounted[];
}

const known = new WeakMap<ClusterPlan["index"], ClusterCapacity>();

/** Undefined where the data of a node is malformed, which is reported where it stands. Rules and reviews ask for it. */
export function capacityOf(plan: ClusterPlan): ClusterCapacity | undefined {
  const found = known.get(plan.index) ?? judge(plan);
  if (found) known.set(plan.index, found);
  return found;
}

function judge(plan: ClusterPlan): ClusterCapacity | undefined {
  const { cluster } = plan;
  const machines = machinesOf(cluster);
  if (!machines || machines.length === 0) return undefined;
  const states = statesOf(machines, demandOf(plan, machines));
  const { demand, bins, now, scaled, lost } = states;
  const { loads, residents } = demand;
  const claimed = claimedIn(plan);
  const pools = poolsOf(claimed, cluster, formatBytes);
  const addresses = balancerAddresses(plan);
  const pods = podsOf(loads, ({ floor }) => floor);
  const devices = deviceFigures(machines, demand);
  const found = [
    ...shortagesOf(states, cluster),
    ...shortagesOfDevices(machines, demand, devices),
    ...shortagesOfPools(pools),
    ...(addresses ? shortageOfAddresses(addresses) : []),
  ];
  return {
    cluster: cluster.name,
    nodes: machines.map(({ node, gives }) => {
      const keeps = heldBy(residents, node.name);
      const counts = now.state === "fits" ? now.placed.get(node.name) : undefined;
      const own = counts?.map((count, i) => add(nothing, pods[i]!.size, count));
      const { name, role } = node;
      return { name, role, gives, keeps, ...(own && { holds: add(keeps, sum(own)) }) };
    }),
    rest: {
      wanted: totalOf(pods),
      most: totalOf(podsOf(loads, ({ most }) => most)),
      has: sum(bins.map(({ room }) => room)),
    },
    now: now.state,
    scaled: scaled.state,
    lost: lost.map(({ verdict, ...one }) => ({ ...one, state: verdict?.state })),
    takers: takersOf(demand),
    pools,
    devices,
    addresses,
    shortages: found.map((one) => ({ ...one, accepted: cluster.overcommit?.[one.kind] })),
    notes: notesOf(states),
    uncounted: uncountedIn(plan, demand, claimed),
  };
}

function shortagesOfPools(pools: readonly Pool[]): Found[] {
  return pools.flatMap(({ name, short }) =>
    short === undefined ? [] : accepting("volumes", `${name}: ${short}`, "enlarge or add disks"),
  );
}

function shortageOfAddresses({ range, has, wanted }: BalancerAddresses): Found[] {
  if (wanted <= has) return [];
  const text = `${wanted} Services wait for an address, but range ${range} has ${has}`;
  return [accepting("addresses", text, "enlarge loadBalancer")];
}

/** The largest first, by the share of all that is asked for. */
function takersOf({ residents, loads }: Demand): TakerFigures[] {
  const all = [
    ...residents.map(({ component, what, on, update }) => ({
      component,
      what,
      floor: on.size,
      most: on.size,
      takes: sum([...on.values()]),
      isOnEachNode: true,
      surge: update.surge,
    })),
    ...loads
      .filter(({ isPassing }) => !isPassing)
      .map(({ component, what, floor, most, size, update }) => ({
        component,
        what,
        floor,
        most,
        takes: add(nothing, size, floor),
        isOnEachNode: false,
        surge: update.surge,
      })),
  ];
  const whole = sum(all.map(({ takes }) => takes));
  const share = ({ takes }: TakerFigures): number =>
    Math.max(takes.cpu / (whole.cpu || 1), takes.memory / (whole.memory || 1));
  return all.toSorted((one, other) => share(other) - share(one));
}
