import type { Amount } from "../../check/capacity/amount.ts";
import { add, nothing, subtract, sum } from "../../check/capacity/amount.ts";
import type { ClusterCapacity } from "../../check/capacity/figures.ts";
import { capacityOf } from "../../check/capacity/figures.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";

export interface Size {
  /** Thousandths of a core. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

/** What pods ask for, and what there is. */
export interface Room {
  readonly wanted: Size;
  readonly has: Size;
  /** Without the node whose loss leaves least; absent on one node. */
  readonly without?: Size & { readonly node: string; readonly fits: boolean };
  /** Component to what its pods ask for, as few as there are. */
  readonly takers: Readonly<Record<string, Size & { readonly pods: number }>>;
}

/** Of the figures of `npm run capacity`; undefined where the data of a node makes no sense, which is told elsewhere. */
export function roomOf(plan: ClusterPlan): Room | undefined {
  const capacity = capacityOf(plan);
  if (!capacity) return undefined;
  const { nodes, rest, takers } = capacity;
  const has = sum(nodes.map(({ gives }) => gives));
  const wanted = add(sum(nodes.map(({ keeps }) => keeps)), rest.wanted);
  const without = worstOf(capacity, has);
  const byComponent = Map.groupBy(takers, ({ component }) => component);
  return {
    wanted: sizeOf(wanted),
    has: sizeOf(has),
    ...(without && { without }),
    takers: Object.fromEntries(
      [...byComponent]
        .map(([component, own]) => {
          const pods = own.reduce((all, { floor }) => all + floor, 0);
          const takes = own.reduce((all, one) => add(all, one.takes), nothing);
          return [component, { pods, ...sizeOf(takes) }] as const;
        })
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    ),
  };
}

function worstOf({ nodes, lost }: ClusterCapacity, has: Amount): Room["without"] {
  const worst = nodes.toSorted((one, other) => other.gives.memory - one.gives.memory)[0];
  if (!worst || nodes.length < 2) return undefined;
  const fits = lost.every(({ state }) => state === undefined || state === "fits");
  return { node: worst.name, ...sizeOf(subtract(has, worst.gives)), fits };
}

function sizeOf({ cpu, memory }: Amount): Size {
  return { cpu, memory };
}
