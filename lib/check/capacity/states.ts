import type { Amount } from "./amount.ts";
import { add, nothing, subtract, sum } from "./amount.ts";
import type { Conflicts } from "./conflicts.ts";
import { conflictsOf } from "./conflicts.ts";
import type { Demand, Load, Resident } from "./demand.ts";
import { fit } from "./fit.ts";
import type { Machine } from "./machine.ts";
import type { Bin, Pods, Verdict } from "./packing.ts";

/** A cluster in the states that are judged. */
export interface States {
  readonly machines: readonly Machine[];
  readonly demand: Demand;
  readonly conflicts: Conflicts;
  /** The nodes, with what those pods leave that stay on each. */
  readonly bins: readonly Bin[];
  /** With as few pods as there are. */
  readonly now: Verdict;
  /** With every autoscaler at its maximum. */
  readonly scaled: Verdict;
  readonly lost: readonly Lost[];
}

export function statesOf(machines: readonly Machine[], demand: Demand): States {
  const { loads, residents } = demand;
  const bins = binsOf(machines, residents);
  const conflicts = conflictsOf(loads);
  const now = fit(
    bins,
    podsOf(loads, ({ floor }) => floor, conflicts),
  );
  const isScaled = loads.some(({ floor, most }) => floor !== most);
  const scaled = isScaled
    ? fit(
        bins,
        podsOf(loads, ({ most }) => most, conflicts),
      )
    : now;
  const lost = withoutEach(machines, demand);
  return { machines, demand, conflicts, bins, now, scaled, lost };
}

/** What a node has to hold in any case. */
export function heldBy(residents: readonly Resident[], node: string): Amount {
  return sum(residents.map(({ on }) => on.get(node) ?? nothing));
}

function binsOf(machines: readonly Machine[], residents: readonly Resident[]): Bin[] {
  return machines.map(({ node, gives }) => ({
    name: node.name,
    room: subtract(gives, heldBy(residents, node.name)),
  }));
}

const none: ReadonlySet<number> = new Set();

/** Loads as pods, so many of each; what comes and goes is not placed with the rest. */
export function podsOf(
  loads: readonly Load[],
  countOf: (load: Load) => number,
  conflicts: Conflicts = new Map(),
): Pods[] {
  const places = new Map(conflicts.size > 0 ? loads.map((load, i) => [load, i] as const) : []);
  return loads.map((load) => {
    const others = conflicts.get(load);
    return {
      what: `${load.what} of ${load.component}`,
      size: load.size,
      count: load.isPassing ? 0 : countOf(load),
      on: load.on,
      isApart: load.isApart,
      skew: load.skew,
      avoids: others ? new Set([...others].map((other) => places.get(other)!)) : none,
    };
  });
}

export function totalOf(pods: readonly Pods[]): Amount {
  return sum(pods.map(({ size, count }) => add(nothing, size, count)));
}

export interface Lost {
  readonly node: string;
  /** Absent where the node's pods are not placed anew at all: the only server is away. */
  readonly verdict?: Verdict;
  readonly wanted: Amount;
  readonly has: Amount;
}

/** The cluster without each of its nodes; none for a cluster of one. */
function withoutEach(machines: readonly Machine[], { residents, loads }: Demand): Lost[] {
  if (machines.length < 2) return [];
  const servers = machines.filter(({ node }) => node.role === "control-plane");
  const known = new Map<string, Verdict>();
  return machines.map(({ node }) => {
    const bins = binsOf(
      machines.filter((one) => one.node !== node),
      residents,
    );
    const pods = podsOf(left(loads, node.name), ({ floor }) => floor);
    const facts = {
      node: node.name,
      wanted: totalOf(pods),
      has: sum(bins.map(({ room }) => room)),
    };
    if (servers.length === 1 && servers[0]!.node === node) return facts;
    const like = likeness(bins, pods);
    const verdict = known.get(like) ?? fit(bins, pods);
    known.set(like, verdict);
    return { ...facts, verdict };
  });
}

/** What is to be placed while one node is away: what may run elsewhere. */
function left(loads: readonly Load[], lost: string): Load[] {
  // Most of them may run everywhere.
  const others = new Map<ReadonlySet<string>, ReadonlySet<string>>();
  return loads.flatMap((load) => {
    const on = others.get(load.on) ?? new Set([...load.on].filter((name) => name !== lost));
    others.set(load.on, on);
    if (on.size === 0 || load.isPinned) return [];
    // One for which there is no node of its own is not placed anew.
    return { ...load, on, floor: load.isApart ? Math.min(load.floor, on.size) : load.floor };
  });
}

/** Equal for what differs in the names of nodes alone. */
function likeness(bins: readonly Bin[], pods: readonly Pods[]): string {
  const spots = bins.map(({ name, room }) =>
    [...Object.values(room), pods.map(({ on }) => (on.has(name) ? 1 : 0)).join("")].join(),
  );
  return JSON.stringify([spots.sort(), pods]);
}
