import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { fleet } from "../clusters/index.ts";
import { storeDirectory } from "../lib/helm/store.ts";
import type { Cluster, Fleet } from "../lib/cluster.ts";
import type { RenderOptions } from "../lib/helm/render.ts";
import type { PrintedCharts } from "../lib/helm/request.ts";
import { chartRequests } from "../lib/helm/request.ts";
import type { ClusterPlan, Plan } from "../lib/plan.ts";
import { plan, planCluster } from "../lib/plan.ts";
import type { Problem } from "../lib/problem.ts";
import { FleetError } from "../lib/problem.ts";

/** Charts rendered at once: one more than can run, which begins while this program reads what the last one printed. */
export const chartsAtOnce = availableParallelism() + 1;

/** Where charts come from and what was rendered before. */
const usual = (): RenderOptions => ({
  store: storeDirectory(),
  cache: fileURLToPath(new URL("../node_modules/.cache/strata", import.meta.url)),
  parallel: chartsAtOnce,
});

/** The charts that a fleet wants rendered, out of the store. */
async function printCharts(
  wanted: Fleet,
  options = usual(),
): Promise<{ readonly printed: PrintedCharts; readonly problems: readonly Problem[] }> {
  const requests = chartRequests(wanted);
  if (requests.length === 0) return { printed: new Map(), problems: [] };
  // With a reader of YAML, which other fleets need not wait for.
  const { renderCharts } = await import("../lib/helm/render.ts");
  return renderCharts(requests, options);
}

/** The fleet with its charts; the problems are those of both. */
export async function planFleet(wanted: Fleet, options?: RenderOptions): Promise<Plan> {
  const { printed, problems } = await printCharts(wanted, options);
  const planned = plan(wanted, printed);
  return { ...planned, problems: [...problems, ...planned.problems] };
}

/** One cluster of it. Throws its problems. */
export async function planOne(cluster: Cluster): Promise<ClusterPlan> {
  const { printed, problems } = await printCharts({ ...fleet, clusters: [cluster] });
  const planned = planCluster(cluster, printed);
  const all = [...problems, ...planned.problems];
  if (all.length > 0) throw new FleetError(all);
  return planned;
}
