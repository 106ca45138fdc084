import { boundsOf } from "./bounds.ts";
import { placeGreedily, placeUsually } from "./greedy.ts";
import type { Bin, Pods, Verdict } from "./packing.ts";
import { search } from "./search.ts";

/** Whether all pods find room at once. Sound: `short` is proven, and `fits` has a way. */
export function fit(bins: readonly Bin[], all: readonly Pods[]): Verdict {
  const wanted = all.map((pods, i) => ({ ...pods, i })).filter(({ count }) => count > 0);
  // So it is nearly always, and then there is nothing to prove.
  const usual = placeUsually(bins, wanted, all.length);
  if (usual) return { state: "fits", placed: usual };
  const proofs = boundsOf(bins, wanted);
  if (proofs.length > 0) return { state: "short", proofs };
  const placed = placeGreedily(bins, wanted, all.length);
  if (placed) return { state: "fits", placed };
  const found = search(bins, wanted, all.length);
  if (found === "unclear") return { state: "unclear" };
  return found === "none"
    ? { state: "short", proofs: [{ kind: "tried" }] }
    : { state: "fits", placed: found };
}
