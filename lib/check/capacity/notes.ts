import type { Load } from "./demand.ts";
import type { States } from "./states.ts";

/** What may be meant, or is not settled: no problem, but worth a look. */
export function notesOf({ now, scaled, lost, demand }: States): string[] {
  const open = [
    ...(now.state === "unclear" ? ["all pods"] : []),
    ...(scaled !== now && scaled.state === "unclear" ? ["all pods of autoscalers"] : []),
    ...lost.flatMap(({ node, verdict }) =>
      verdict?.state === "unclear" ? `all pods without ${node}` : [],
    ),
  ];
  return [
    ...open.map(
      (what) => `no way was found to place ${what}, and it was not shown that there is none`,
    ),
    ...demand.loads
      .filter(isHeldUp)
      .map(
        ({ what, component, on }) =>
          `an update of ${what} of ${component} starts a pod before one ends, each wants a node of its own, and all ${on.size} have one: it waits for ever unless maxUnavailable is 1`,
      ),
    ...lost.flatMap(({ node, verdict }) =>
      verdict ? [] : `${node} is the only server: while it is away no pod is placed anew`,
    ),
  ];
}

function isHeldUp({ isApart, isPassing, floor, on, update }: Load): boolean {
  const starts = update.surge > 0 && update.unavailable === 0;
  return isApart && !isPassing && starts && floor > 0 && floor >= on.size;
}
