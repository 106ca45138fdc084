import { describe, expect, it } from "vitest";
import { Records } from "../../lib/helm/record/records.ts";
import { planOf } from "../support/charts.ts";
import { shutWays, strayEdges, stranger, watched } from "../support/network.ts";
import { fleet as catalogue, records as catalogueRecords } from "./catalogue/index.ts";
import { fleet as house } from "./house/index.ts";
import { fleet as lone } from "./lone/index.ts";
import { recordsOf } from "./place.ts";
import { fleet as foreign } from "./stranger/index.ts";

const plans = [
  [house, recordsOf("house")] as const,
  [catalogue, catalogueRecords] as const,
  [lone, recordsOf("lone")] as const,
  [foreign, recordsOf("stranger")] as const,
].flatMap(([fleet, directory]) =>
  fleet.clusters.map((cluster) => [cluster.name, planOf(cluster, new Records(directory))] as const),
);

describe.each(plans)("the policies of cluster %s", (_, plan) => {
  const cluster = watched(plan);

  it("leave every way open that something needs", () => {
    expect(shutWays(cluster).shut).toEqual([]);
  });

  it("leave nothing else open from one namespace to another", () => {
    expect(strayEdges(cluster, { seed: 14, count: 2000 }).open).toEqual([]);
  });

  it("refuse who comes from nowhere in every namespace, but for kube-system", () => {
    const { world, reach, closed } = cluster;
    const namespaces = [...world.pods.keys()].filter((name) => name !== "kube-system");
    expect(closed).toEqual(expect.arrayContaining(namespaces));
    for (const name of closed) {
      const refusal = reach.refusal(stranger("x"), stranger(name), { port: 80, protocol: "TCP" });
      expect(refusal?.side, name).toBe("ingress");
    }
  });

  it("let every pod look up names", () => {
    const { world, reach } = cluster;
    const dns = stranger("kube-system", { "k8s-app": "kube-dns" });
    for (const { all } of world.pods.values())
      for (const pod of all.filter(({ isOnHost }) => !isOnHost))
        for (const protocol of ["UDP", "TCP"])
          expect(reach.refusal(pod, dns, { port: 53, protocol }), pod.manifest.metadata.name).toBe(
            undefined,
          );
  });
});

it("the policies of all fleets are looked at in more than a few places", () => {
  const all = plans.map(([, plan]) => watched(plan));
  const ways = all.reduce((sum, one) => sum + shutWays(one).looked, 0);
  const tried = all.reduce((sum, one) => sum + strayEdges(one, { seed: 1, count: 500 }).tried, 0);
  expect(ways).toBeGreaterThan(150);
  expect(tried).toBeGreaterThan(2000);
});
