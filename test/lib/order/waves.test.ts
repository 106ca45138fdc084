import { describe, expect, it } from "vitest";
import type { AnyPlacement } from "../../../lib/model/placement.ts";
import { fleet } from "../../fleets/house/index.ts";
import { plan } from "../../../lib/plan.ts";
import { foundCharts } from "../../support/charts.ts";
import { randomOf, shuffled } from "../support/random.ts";
import {
  component,
  configMap,
  deployment,
  planned,
  plannedCluster,
  release,
  wavesOf,
} from "../support/tiny.ts";

/** A component whose pods read the ConfigMap of each that it needs. */
function link(name: string, ...needed: readonly string[]): AnyPlacement {
  const volumes = needed.map((other) => ({ name: other, configMap: { name: other } }));
  return component(name, { things: [configMap(name), deployment(name, { volumes })] });
}

function wave(components: readonly AnyPlacement[]): Record<string, number> {
  const found = planned(components);
  expect(found.problems).toEqual([]);
  const { namespaces: _, ...waves } = wavesOf(found);
  return waves;
}

describe("waves", () => {
  it("put what needs something behind it", () => {
    expect(wave([link("a"), link("b", "a"), link("c", "b")])).toEqual({ a: 0, b: 1, c: 2 });
  });

  it("put what nobody needs last, next to what needs the most", () => {
    expect(
      wave([link("a"), link("b", "a"), link("c", "b"), link("alone"), link("d", "a")]),
    ).toEqual({
      a: 0,
      alone: 2,
      b: 1,
      c: 2,
      d: 2,
    });
  });

  it("are as late as those who need it allow, not as early as possible", () => {
    const chain = [link("a"), link("b", "a"), link("c", "b", "late")];
    expect(wave([...chain, link("late")])).toMatchObject({ a: 0, b: 1, c: 2, late: 1 });
  });

  it("count the longest way, not the shortest", () => {
    const components = [link("a"), link("b", "a"), link("c", "b"), link("d", "c", "a")];
    expect(wave(components)).toEqual({ a: 0, b: 1, c: 2, d: 3 });
  });

  it("are all 0 where nobody needs anything, and there are none without components", () => {
    expect(wave([link("a"), link("b")])).toEqual({ a: 0, b: 0 });
    expect(planned([]).applications).toEqual([]);
  });

  it("leave no wave empty", () => {
    for (const cluster of fleet.clusters) {
      const waves = new Set(Object.values(wavesOf(plannedCluster(cluster))));
      expect([...waves].sort((a, b) => a - b)).toEqual(
        Array.from({ length: waves.size }, (_, i) => i),
      );
    }
  });

  it("are not longer than some chain of needs: each Application needs one of the wave before or is needed by one of the next", () => {
    for (const cluster of fleet.clusters) {
      const { applications } = plannedCluster(cluster);
      const last = Math.max(...applications.map((one) => one.wave));
      for (const application of applications) {
        const dependents = applications.filter(({ needs }) => needs.has(application));
        const next = Math.min(last + 1, ...dependents.map((one) => one.wave));
        expect(`${cluster.name}/${application.name} ${application.wave}`).toBe(
          `${cluster.name}/${application.name} ${next - 1}`,
        );
        for (const needed of application.needs.keys())
          expect(needed.wave).toBeLessThan(application.wave);
      }
    }
  });
});

describe("the order of components in a cluster", () => {
  it("changes no byte of the plan", { timeout: 120_000 }, () => {
    const found = foundCharts(fleet.clusters);
    const original = plan(fleet, found);
    expect(original.problems).toEqual([]);
    for (let seed = 1; seed <= 5; seed++) {
      const random = randomOf(seed);
      const clusters = shuffled(random, fleet.clusters).map((cluster) => ({
        ...cluster,
        components: shuffled(random, cluster.components),
      }));
      expect(plan({ ...fleet, clusters }, found).files, `seed ${seed}`).toEqual(original.files);
    }
  });

  it("changes no wave, reason or place of a small cluster", () => {
    const components = [
      component("driver", {
        provides: ["default-storage"],
        chart: release("driver", { storageClasses: { fast: "Immediate" } }),
      }),
      component("policies", {
        things: [
          {
            apiVersion: "networking.k8s.io/v1",
            kind: "NetworkPolicy",
            metadata: { name: "deny" },
            spec: { podSelector: {} },
          },
        ],
      }),
      link("a"),
      link("b", "a"),
      component("c", { namespace: "shop", things: [deployment("c")] }),
    ];
    const shape = (given: readonly AnyPlacement[]): unknown =>
      planned(given).applications.map(({ name, wave: at, manifests, needs }) => ({
        name,
        at,
        manifests,
        needs: [...needs.keys()].map((needed) => needed.name).sort(),
      }));
    const expected = shape(components);
    for (let seed = 1; seed <= 50; seed++)
      expect(shape(shuffled(randomOf(seed), components)), `seed ${seed}`).toEqual(expected);
  });
});
