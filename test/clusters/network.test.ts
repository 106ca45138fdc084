import { describe, expect, it } from "vitest";
import { fleet } from "../../clusters/index.ts";
import { Records } from "../../lib/helm/record/records.ts";
import { planOf } from "../support/charts.ts";
import { shutWays, strayEdges, watched } from "../support/network.ts";

const records = new Records();
const plans = fleet.clusters.map((cluster) => [cluster.name, planOf(cluster, records)] as const);

describe.each(plans)("the policies of cluster %s", (_, plan) => {
  it("leave open what something needs, and nothing else from one namespace to another", () => {
    const cluster = watched(plan);
    expect(shutWays(cluster).shut).toEqual([]);
    expect(strayEdges(cluster, { seed: 41, count: 2000 }).open).toEqual([]);
  });
});
