import { deliveryOf } from "../model/cluster.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import type { Problem } from "../problem.ts";
import type { Release } from "../model/release.ts";
import type { Rendered } from "../build/render.ts";
import type { PrintedCharts } from "./request.ts";

/** The chart of a component, whoever renders it. */
export function chartOf({ release, unpacked }: Rendered): Release | undefined {
  return release ?? unpacked?.release;
}

/** The objects that synth rendered from the chart of a component. */
export function unpackedOf({ unpacked, manifests }: Rendered): readonly Manifest[] | undefined {
  return unpacked && manifests.slice(0, unpacked.count);
}

/** Puts the chart's objects in the place of the chart, where the cluster wants its charts rendered. */
export function unpack(
  component: Rendered,
  printed: PrintedCharts,
): { readonly component: Rendered; readonly problems: readonly Problem[] } {
  const { cluster, name, release, manifests } = component;
  if (!release) return { component, problems: [] };
  const place = `${cluster.name}/${name}`;
  if (deliveryOf(cluster, name) === "helm") {
    const change = Object.entries(release.changes).find(([, entries]) => entries !== undefined);
    const message = `changes.${change?.[0]} of chart ${release.chart.name} needs the chart rendered, but Argo CD renders it here; set charts of the cluster to delivery "rendered", or use a value of the chart`;
    return { component, problems: change ? [{ place, message }] : [] };
  }
  const found = printed.get(place);
  // Why it is not there, its renderer has said.
  if (!found) return { component, problems: [] };
  const { release: _, ...rest } = component;
  return {
    component: {
      ...rest,
      manifests: [...found, ...manifests],
      unpacked: { release, count: found.length },
    },
    problems: [],
  };
}
