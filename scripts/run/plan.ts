import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { fleet } from "../../clusters/index.ts";
import { storeDirectory } from "../../lib/helm/store.ts";
import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import type { RenderedCharts, RenderOptions } from "../../lib/helm/render.ts";
import type { FoundCharts } from "../../lib/helm/request.ts";
import { chartRequests, rendersCharts } from "../../lib/helm/request.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import type { Plan } from "../../lib/emit/planned-file.ts";
import { FleetError } from "../../lib/problem.ts";
import { findRecorded } from "../records/recorded.ts";

/** Charts rendered at once: one more than can run, which begins while this program reads what the last one printed. */
export const chartsAtOnce = availableParallelism() + 1;

/** Where charts come from and what was rendered before. */
export const usualCharts = (): RenderOptions => ({
  store: storeDirectory(),
  cache: fileURLToPath(new URL("../../node_modules/.cache/strata", import.meta.url)),
  parallel: chartsAtOnce,
});

/** Loaded while Helm runs, and not at all where the plan is remembered. */
const engine = () => import("../../lib/plan.ts");

/** The fleet with what its charts make; the problems are those of both. */
export async function planFleet(wanted: Fleet, options = usualCharts()): Promise<Plan> {
  const recorded = await findRecords(wanted, options);
  const planned = await planCharts(wanted, recorded.found, options);
  return { ...planned, problems: [...recorded.problems, ...planned.problems] };
}

/** What the charts make that Argo CD renders: their records are renewed where that can be done. */
async function findRecords(wanted: Fleet, options: RenderOptions): Promise<RenderedCharts> {
  const { found, problems, stale } = await findRecorded(chartRequests(wanted, "helm"), options);
  for (const line of stale) console.error(`note: ${line}`);
  return { found, problems };
}

async function planCharts(
  wanted: Fleet,
  recorded: FoundCharts,
  options: RenderOptions,
): Promise<Plan> {
  if (!rendersCharts(wanted)) return (await engine()).plan(wanted, recorded);
  // With a reader of YAML, which other fleets need not wait for.
  const [{ prepareCharts }, { rememberPlan }] = await Promise.all([
    import("../../lib/helm/render.ts"),
    import("../../lib/helm/cache/plans.ts"),
  ]);
  const charts = await prepareCharts(() => chartRequests(wanted), options);
  const make = async (): Promise<Plan> => {
    const [{ found, problems }, { plan }] = await Promise.all([charts.render(), engine()]);
    const planned = plan(wanted, new Map([...recorded, ...found]));
    return { ...planned, problems: [...problems, ...planned.problems] };
  };
  return charts.key ? rememberPlan(options.cache, wanted, charts.key, make) : make();
}

async function printCharts(wanted: Fleet): Promise<RenderedCharts> {
  if (!rendersCharts(wanted)) return { found: new Map(), problems: [] };
  const { renderCharts } = await import("../../lib/helm/render.ts");
  return renderCharts(chartRequests(wanted), usualCharts());
}

/** One cluster of it. Throws its problems. */
export async function planOne(cluster: Cluster): Promise<ClusterPlan> {
  const wanted = { ...fleet, clusters: [cluster] };
  const recorded = await findRecords(wanted, usualCharts());
  const printed = await printCharts(wanted);
  const found = new Map([...recorded.found, ...printed.found]);
  const planned = (await engine()).planCluster(cluster, found, fleet.rules);
  const all = [...recorded.problems, ...printed.problems, ...planned.problems];
  if (all.length > 0) throw new FleetError(all);
  return planned;
}
