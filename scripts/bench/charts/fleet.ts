import type { Fleet } from "../../../lib/model/cluster.ts";
import type { AnyPlacement } from "../../../lib/model/placement.ts";
import { defineComponent } from "../../../lib/model/component.ts";
import { clustersOf, generateFleet } from "../generate.ts";
import { generatedCharts } from "./store.ts";

/**
 * One generated cluster, with a component for each generated chart where `delivery` is `rendered`. `revision` is a
 * value of one chart.
 */
export function chartFleet(delivery: "none" | "rendered", revision: string): Fleet {
  const fleet = generateFleet(clustersOf(1));
  const cluster = fleet.clusters[0]!;
  const components =
    delivery === "none"
      ? []
      : generatedCharts.map((_, number) =>
          placementOf(number, valuesOf(number === 7 ? revision : "0")),
        );
  return {
    ...fleet,
    clusters: [
      {
        ...cluster,
        // Room for 60 charts.
        nodes: cluster.nodes.map((node) => ({ ...node, cpu: 512, memory: "4Ti" })),
        charts: { delivery: "rendered", except: cluster.components.map(({ name }) => name) },
        components: [...cluster.components, ...components],
      },
    ],
  };
}

export function valuesOf(revision: string): object {
  return { commonLabels: { team: "operations" }, podAnnotations: { revision } };
}

function placementOf(number: number, values: object): AnyPlacement {
  const name = `chart-${number}`;
  const chart = generatedCharts[number]!;
  return defineComponent({
    name,
    layer: "apps",
    namespace: name,
    podSecurity: "restricted",
    chart,
    values: () => ({ ...values }),
  })() as AnyPlacement;
}
