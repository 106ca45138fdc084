import type { Amount, Resource } from "./amount.ts";
import { fits, resources, subtract } from "./amount.ts";
import type { Bin, Placed, Pods, Wanted } from "./packing.ts";
import { isWelcome } from "./packing.ts";

export type Order = (one: Wanted, other: Wanted) => number;

/** The largest first, by what is scarcest or by one resource; among equals those with fewer bins. */
export function orders(bins: readonly Bin[]): Order[] {
  const total = (resource: Resource): number =>
    bins.reduce((sum, { room }) => sum + Math.max(0, room[resource]), 0) || 1;
  const whole = resources.map((resource) => [resource, total(resource)] as const);
  // Sorting asks for it again and again.
  const shares = new Map<Pods, number>();
  const share = (pods: Pods): number => {
    let found = shares.get(pods);
    if (found === undefined) {
      found = Math.max(...whole.map(([resource, has]) => pods.size[resource] / has));
      shares.set(pods, found);
    }
    return found;
  };
  const by =
    (value: (pods: Pods) => number): Order =>
    (one, other) =>
      value(other) - value(one) || one.on.size - other.on.size || one.i - other.i;
  return [
    by(share),
    by(({ size }) => size.memory),
    by(({ size }) => size.cpu),
    (one, other) => one.on.size - other.on.size || share(other) - share(one) || one.i - other.i,
  ];
}

/** Of the bins that could take a pod: the emptiest, as the scheduler does it, the fullest, the first. */
type Choose = (bins: readonly Open[], size: Amount) => Open;

interface Open {
  readonly name: string;
  readonly held: number[];
  readonly whole: Amount;
  room: Amount;
}

function leftover({ room, whole }: Open, size: Amount): number {
  let sum = 0;
  for (const resource of resources) {
    const has = whole[resource];
    if (has > 0 && has !== Infinity) sum += (room[resource] - size[resource]) / has;
  }
  return sum;
}

const choices: readonly Choose[] = [
  (bins, size) => bins.reduce((a, b) => (leftover(b, size) > leftover(a, size) ? b : a)),
  (bins, size) => bins.reduce((a, b) => (leftover(b, size) < leftover(a, size) ? b : a)),
  (bins) => bins[0]!,
];

function place(
  bins: readonly Bin[],
  wanted: readonly Wanted[],
  length: number,
  choose: Choose,
): Placed | undefined {
  const open = bins.map(({ name, room }): Open => {
    return { name, held: Array.from({ length }, () => 0), whole: room, room };
  });
  for (const pods of wanted) {
    const able = open.filter(({ name }) => pods.on.has(name));
    for (let n = 0; n < pods.count; n++) {
      const least =
        pods.skew === undefined ? 0 : Math.min(...able.map(({ held }) => held[pods.i]!));
      const free = able.filter(
        (bin) =>
          fits(pods.size, bin.room) &&
          isWelcome(pods, bin.held) &&
          (pods.skew === undefined || bin.held[pods.i]! + 1 - least <= pods.skew),
      );
      if (free.length === 0) return undefined;
      const bin = choose(free, pods.size);
      bin.room = subtract(bin.room, pods.size);
      bin.held[pods.i]!++;
    }
  }
  return new Map(open.map(({ name, held }) => [name, held]));
}

/** As the scheduler would, the largest first; undefined where that does not place all. */
export function placeUsually(
  bins: readonly Bin[],
  wanted: readonly Wanted[],
  length: number,
): Placed | undefined {
  return place(bins, wanted.toSorted(orders(bins)[0]), length, choices[0]!);
}

/** In several orders and by several ways to choose; undefined where none of them places all. */
export function placeGreedily(
  bins: readonly Bin[],
  wanted: readonly Wanted[],
  length: number,
): Placed | undefined {
  for (const order of orders(bins))
    for (const choose of choices) {
      const placed = place(bins, wanted.toSorted(order), length, choose);
      if (placed) return placed;
    }
  return undefined;
}
