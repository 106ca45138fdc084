import type { Amount } from "./amount.ts";
import { add, fits, resources, subtract } from "./amount.ts";
import { orders } from "./greedy.ts";
import type { Bin, Placed, Wanted } from "./packing.ts";
import { isWelcome } from "./packing.ts";

/** So many nodes are looked at: counted, not timed, so that the same fleet is told the same everywhere. */
const patience = 20_000;

interface Spot {
  readonly name: string;
  readonly held: number[];
  room: Amount;
}

/**
 * Every way to place the pods, one after the other: `none` where there is none, `unclear` where patience ends before.
 * How evenly they stand is not asked, so that `none` holds whatever that counts for.
 */
export function search(
  bins: readonly Bin[],
  wanted: readonly Wanted[],
  length: number,
): Placed | "none" | "unclear" {
  // One entry for each pod, the largest first.
  const pods = wanted
    .toSorted(orders(bins)[0])
    .flatMap((one) => Array.from({ length: one.count }, () => one));
  const spots = bins.map(({ name, room }): Spot => {
    return { name, room, held: Array.from({ length }, () => 0) };
  });
  const isEven = (one: Wanted): boolean => {
    const counts = spots.flatMap(({ name, held }) => (one.on.has(name) ? held[one.i]! : []));
    return Math.max(...counts) - Math.min(...counts) <= (one.skew ?? Infinity);
  };
  let steps = 0;
  let isUneven = false;
  const placeFrom = (at: number, first: number): boolean => {
    const pod = pods[at];
    if (!pod) {
      if (wanted.every(isEven)) return true;
      isUneven = true;
      return false;
    }
    const seen = new Set<string>();
    for (let s = first; s < spots.length; s++) {
      if (++steps > patience) return false;
      const spot = spots[s]!;
      if (!pod.on.has(spot.name) || !fits(pod.size, spot.room) || !isWelcome(pod, spot.held))
        continue;
      // In one that is like another the same would follow.
      const like = likeness(spot, wanted);
      if (seen.has(like)) continue;
      seen.add(like);
      spot.room = subtract(spot.room, pod.size);
      spot.held[pod.i]!++;
      // Pods of one kind are placed from left to right: any other way is the same under other names.
      if (placeFrom(at + 1, pods[at + 1] === pod ? s : 0)) return true;
      spot.room = add(spot.room, pod.size);
      spot.held[pod.i]!--;
    }
    return false;
  };
  if (placeFrom(0, 0)) return new Map(spots.map(({ name, held }) => [name, held]));
  return steps > patience || isUneven ? "unclear" : "none";
}

function likeness({ name, room, held }: Spot, wanted: readonly Wanted[]): string {
  const reach = wanted.map(({ on }) => (on.has(name) ? 1 : 0)).join("");
  return `${resources.map((one) => room[one]).join()}/${held.join()}/${reach}`;
}
