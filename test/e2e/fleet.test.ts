import { describe, expect, it } from "vitest";
import { fleet as house } from "../fleets/house/index.ts";
import { fleet as lone } from "../fleets/lone/index.ts";
import { fleet as stranger } from "../fleets/stranger/index.ts";
import { summaryOf } from "./assert-order.ts";
import { clusterToPlay, clustersToRun, hasPins, requireEdges } from "./fleet.ts";
import type { OrderedEdge } from "./order.ts";

describe("the clusters of a fleet that a run is about", () => {
  it("are those that have something which no other has", () => {
    expect(clustersToRun(house)).toEqual(["management", "production", "local"]);
    expect(clustersToRun(stranger)).toEqual(["attic"]);
  });

  it("are one on a cluster that runs already", () => {
    expect([house, stranger].flatMap(clusterToPlay)).toEqual(["local", "attic"]);
    expect(clusterToPlay({ ...lone, clusters: [] })).toEqual([]);
  });

  it("may have none that is pinned", () => {
    expect(hasPins(house, ["local"])).toBe(false);
    expect(hasPins(house, ["local", "edge"])).toBe(true);
  });
});

describe("a fleet without an order to prove", () => {
  it("is refused", () => {
    requireEdges(house, ["local"]);
    expect(() => requireEdges(lone, ["shed"])).toThrow(
      "fleet: no Application of shed needs another, so there is no order to prove; add components, or name other clusters with --clusters\n",
    );
    expect(() => requireEdges({ ...lone, clusters: [] }, [])).toThrow(
      "fleet: has no clusters, and so no order to prove; add one to clusters/\n",
    );
  });
});

describe("the summary of a run", () => {
  const edge = {} as OrderedEdge;

  it("counts what was judged, and apart from it what there was nothing to judge of", () => {
    const held = { edge, margin: 1500 };
    expect(summaryOf([held, { edge, margin: 700 }])).toBe(
      "2 of 2 edges held, the closest by 0.7 s",
    );
    expect(summaryOf([held, { edge }, { edge }])).toBe(
      "1 of 1 edge held, the closest by 1.5 s; 2 more had nothing to judge",
    );
    expect(summaryOf([{ edge }])).toBe("none of 1 edge had anything to judge");
  });
});
