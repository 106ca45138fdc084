import { deliveryOf } from "../cluster.ts";
import { identityOf } from "../manifest.ts";
import type { Problem } from "../problem.ts";
import type { Release } from "../release.ts";
import type { Rendered, ScopeOfKind } from "../render.ts";
import { inNamespace } from "../render.ts";
import { adopt } from "./adopt.ts";
import type { PrintedCharts } from "./request.ts";

/** The chart of a component, whoever renders it. */
export function chartOf({ release, unpacked }: Rendered): Release | undefined {
  return release ?? unpacked?.release;
}

/** Puts what Helm printed in the place of the chart, where the cluster wants its charts rendered. */
export function unpack(
  component: Rendered,
  printed: PrintedCharts,
  scopeOfKind: ScopeOfKind,
): { readonly component: Rendered; readonly problems: readonly Problem[] } {
  const { cluster, name, namespace, release, manifests } = component;
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
  const { manifests: objects, issues } = adopt(found, release.changes);
  const placed = objects.map((object) => inNamespace(object, namespace, scopeOfKind));
  const { release: _, ...rest } = component;
  return {
    component: {
      ...rest,
      manifests: [...placed, ...manifests],
      unpacked: { release, objects: new Set(placed.map(identityOf)) },
    },
    problems: issues.map((message) => ({ place, message })),
  };
}
