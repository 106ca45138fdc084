import type { Resource } from "./amount.ts";
import { fits, resources } from "./amount.ts";
import type { Bin, Pods, Proof } from "./packing.ts";

/** Why these pods cannot all be placed, however that is done: one reason for each resource, or for each that is too large. */
export function boundsOf(bins: readonly Bin[], wanted: readonly Pods[]): readonly Proof[] {
  const large = wanted.flatMap((pods) => largeness(bins, pods) ?? []);
  if (large.length > 0) return large;
  const found = new Map<Resource, Proof>();
  for (const { union, pods } of unions(bins, wanted))
    for (const resource of resources) {
      if (found.has(resource)) continue;
      const proof = sumBound(resource, union, pods) ?? countBound(resource, union, pods);
      if (proof) found.set(resource, proof);
    }
  return [...found.values()];
}

/** One pod that is too large for each bin, or too many for bins of their own. */
function largeness(bins: readonly Bin[], pods: Pods): Proof | undefined {
  const able = bins.filter(({ name }) => pods.on.has(name));
  const free = able.filter(({ room }) => fits(pods.size, room));
  if (free.length === 0) {
    const mostOf = (resource: Resource): number =>
      Math.max(0, ...able.map(({ room }) => room[resource]));
    const resource = resources.find((one) => pods.size[one] > mostOf(one));
    return { kind: "large", pods, resource, most: resource ? mostOf(resource) : 0 };
  }
  if (pods.isApart && free.length < pods.count) return { kind: "apart", pods, has: free.length };
  return undefined;
}

/** More sets of bins than these are not looked at one by one: their unions double with each. */
const mostSets = 8;

interface Union {
  readonly union: readonly Bin[];
  /** Those that run on no other bin. */
  readonly pods: readonly Pods[];
}

/** The bins that some pods may run on, alone and together; all of them are among these. */
function unions(bins: readonly Bin[], wanted: readonly Pods[]): Union[] {
  const named = (isMeant: (name: string) => boolean): readonly string[] =>
    bins.flatMap(({ name }) => (isMeant(name) ? name : []));
  const sets = new Map(
    wanted.map(({ on }) => {
      const names = named((name) => on.has(name));
      return [names.join(), names];
    }),
  );
  const all = new Map([...sets, ["all", named(() => true)]]);
  for (const one of sets.size <= mostSets ? sets.values() : []) {
    const known = [...all.values()];
    for (const other of known) {
      const both = named((name) => one.includes(name) || other.includes(name));
      all.set(both.length === bins.length ? "all" : both.join(), both);
    }
  }
  return [...all.values()].map((names) => ({
    union: bins.filter(({ name }) => names.includes(name)),
    pods: wanted.filter(({ on }) =>
      bins.every(({ name }) => !on.has(name) || names.includes(name)),
    ),
  }));
}

function sumBound(resource: Resource, bins: readonly Bin[], pods: readonly Pods[]) {
  const wanted = pods.reduce((sum, { size, count }) => sum + size[resource] * count, 0);
  const has = bins.reduce((sum, { room }) => sum + Math.max(0, room[resource]), 0);
  return wanted > has ? ({ kind: "sum", resource, bins, wanted, has } as const) : undefined;
}

/** Each bin holds only so many pods of at least a size. */
function countBound(resource: Resource, bins: readonly Bin[], all: readonly Pods[]) {
  const large = all
    .filter(({ size }) => size[resource] > 0)
    .toSorted((one, other) => other.size[resource] - one.size[resource]);
  let wanted = 0;
  for (const [i, pods] of large.entries()) {
    wanted += pods.count;
    const size = pods.size[resource];
    if (large[i + 1]?.size[resource] === size) continue;
    const has = bins.reduce(
      (sum, { room }) => sum + Math.max(0, Math.floor(room[resource] / size)),
      0,
    );
    if (wanted > has) return { kind: "few", pods, resource, bins, wanted, has } as const;
  }
  return undefined;
}
