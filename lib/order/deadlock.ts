import type { Problem } from "../problem.ts";
import type { Rendered } from "../build/rendered.ts";
import type { Edge } from "./edges.ts";
import type { Item } from "./item.ts";
import { isWorkload } from "./item.ts";

/**
 * A component whose own workloads need a custom resource that the API server takes only once they run. It cannot be
 * split: the resource stands beside the workloads, which wait for it.
 */
export function* deadlocks(component: Rendered, own: readonly Edge[]): Iterable<Problem> {
  const inside = own.filter(({ to }) => to.component === component);
  const gates = inside.filter(({ isGate, to }) => isGate && isWorkload(to));
  if (gates.length === 0) return;
  const ways = waysFrom(inside);
  const told = new Set<Item>();
  for (const gate of gates) {
    const way = wayTo(gate.from, ways);
    if (way.length === 0 || told.has(way[0]!.from)) continue;
    told.add(way[0]!.from);
    const chain = [...way, gate].map(
      ({ from, to, reason }) => `${from.title} needs ${to.title} (${reason})`,
    );
    yield {
      place: `${component.cluster.name}/${component.name}`,
      message: `deadlock: ${chain.join(", ")}; give ${way[0]!.from.title} what it needs from another component or from the bootstrap`,
    };
  }
}

/** The step by which each item is first reached from the workloads. */
function waysFrom(inside: readonly Edge[]): ReadonlyMap<Item, Edge> {
  const steps = Map.groupBy(inside, ({ from }) => from);
  const ways = new Map<Item, Edge>();
  const queue = [...steps.keys()].filter(isWorkload);
  for (const item of queue) {
    for (const edge of steps.get(item) ?? []) {
      if (isWorkload(edge.to) || ways.has(edge.to)) continue;
      ways.set(edge.to, edge);
      queue.push(edge.to);
    }
  }
  return ways;
}

function wayTo(item: Item, ways: ReadonlyMap<Item, Edge>): Edge[] {
  const steps: Edge[] = [];
  for (let step = ways.get(item); step; step = ways.get(step.from)) steps.unshift(step);
  return steps;
}
