import { planCluster } from "../../lib/plan.ts";
import { chartRequests } from "../../lib/helm/request.ts";
import { loadShipped } from "../fleet/load.ts";
import type { StatedValues } from "./lint.ts";

// Who asks for it may go on without a fleet.
const fleet = await loadShipped();

/** The values that the fleet's components set. */
export const fleetValues: readonly StatedValues[] = fleet.clusters.flatMap((cluster) =>
  planCluster(cluster).components.flatMap(({ name: component, release }) => {
    if (!release) return [];
    const { chart, values, stated } = release;
    const place = `${cluster.name}/${component}`;
    return [{ place, component, chart: chart.name, values, stated }];
  }),
);

/** Its charts, whoever renders them. */
export const fleetRequests = [...chartRequests(fleet, "helm"), ...chartRequests(fleet, "rendered")];
