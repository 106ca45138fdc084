import { fleet } from "../../clusters/index.ts";
import { planCluster } from "../../lib/plan.ts";
import type { UsedValues } from "./lint.ts";

/** The values that the fleet's components set. */
export const fleetValues: readonly UsedValues[] = fleet.clusters.flatMap((cluster) =>
  planCluster(cluster).components.flatMap(({ name, release }) =>
    release
      ? [{ place: `${cluster.name}/${name}`, chart: release.chart.name, values: release.values }]
      : [],
  ),
);
