import { describe, expect, it } from "vitest";
import { fleet } from "../../fleets/house/index.ts";
import { identityOf } from "../../../lib/kubernetes/manifest.ts";
import type { Cluster } from "../../../lib/model/cluster.ts";
import type { Delivery } from "../../../lib/model/cluster-data.ts";
import { isWritten } from "../../../lib/order/item.ts";
import { overridden, planOf } from "../../support/charts.ts";
import { wavesOf } from "../support/tiny.ts";

/** The cluster with all its charts delivered like that. */
function delivered(cluster: Cluster, delivery: Delivery): Cluster {
  const components = cluster.components.map((one) => overridden(one, { delivery }));
  return { ...cluster, components };
}

describe.each(fleet.clusters.map((cluster) => [cluster.name, cluster] as const))(
  "cluster %s with its charts in Argo CD's hands and in synth's",
  (_, cluster) => {
    const helm = planOf(delivered(cluster, "helm"));
    const rendered = planOf(delivered(cluster, "rendered"));

    it("has the same Applications in the same waves", () => {
      expect(wavesOf(rendered)).toEqual(wavesOf(helm));
      expect(Object.keys(wavesOf(helm)).length).toBeGreaterThan(3);
      expect(rendered.problems).toEqual(helm.problems);
    });

    it("has the same needs between them, for the same reasons", () => {
      const needs = ({ applications }: typeof helm): unknown =>
        applications.map(({ name, needs: found }) => [
          name,
          [...found].map(([needed, edges]) => [
            needed.name,
            edges.map(({ from, to, reason }) => [from.title, to.title, reason]),
          ]),
        ]);
      expect(needs(rendered)).toEqual(needs(helm));
    });

    it("has the components' own objects in the same Applications, and each chart in one", () => {
      const made = new Set(
        helm.index.items
          .filter((item) => !isWritten(item))
          .map(({ manifest }) => identityOf(manifest)),
      );
      expect(made.size).toBeGreaterThan(10);
      const homes = ({ applications }: typeof helm, areMade: boolean): unknown =>
        applications.map(({ name, manifests }) => [
          name,
          manifests.map(identityOf).filter((id) => made.has(id) === areMade),
        ]);
      expect(homes(rendered, false)).toEqual(homes(helm, false));
      for (const { name, manifests, component } of rendered.applications) {
        const isMain = name === component.name;
        const theirs = manifests.filter((manifest) => made.has(identityOf(manifest)));
        expect(theirs, name).toHaveLength(isMain ? component.made : 0);
      }
    });

    it("renders no chart twice", () => {
      expect(rendered.applications.filter(({ release }) => release)).toEqual([]);
      const charts = helm.components.filter(({ release }) => release).map(({ name }) => name);
      const left = helm.applications.filter(({ release }) => release).map(({ name }) => name);
      expect(left.toSorted()).toEqual(charts.toSorted());
    });
  },
);
