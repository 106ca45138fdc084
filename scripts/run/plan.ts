import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { fleet } from "../../clusters/index.ts";
import { storeDirectory } from "../../lib/helm/store.ts";
import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import type { RenderedCharts, RenderOptions } from "../../lib/helm/render.ts";
import { chartRequests, rendersCharts } from "../../lib/helm/request.ts";
import type { ClusterPlan, Plan } from "../../lib/plan.ts";
import type { Problem } from "../../lib/problem.ts";
import { FleetError } from "../../lib/problem.ts";
import { recordsDirectory } from "../../lib/helm/record/records.ts";
import { findRecorded } from "../records/recorded.ts";
import type { RecordOptions } from "../records/recorded.ts";

/** Charts rendered at once: one more than can run, which begins while this program reads what the last one printed. */
export const chartsAtOnce = availableParallelism() + 1;

/** Without a directory of records, nothing is known of what Argo CD renders. */
export type PlanOptions = RenderOptions & Partial<RecordOptions>;

/** Where charts come from, what was rendered before and what was recorded. */
export const usualCharts = (): RecordOptions => ({
  store: storeDirectory(),
  cache: fileURLToPath(new URL("../../node_modules/.cache/strata", import.meta.url)),
  parallel: chartsAtOnce,
  records: recordsDirectory,
});

/** Loaded while Helm runs, and not at all where the plan is remembered. */
const engine = () => import("../../lib/plan.ts");

/** The fleet with its charts; the problems are those of both. Records are written only where the options say so. */
export async function planFleet(
  wanted: Fleet,
  options: PlanOptions = { ...usualCharts(), isDry: true },
): Promise<Plan> {
  const found = await findRecords(wanted, options);
  const planned = await planCharts(wanted, options);
  return { ...planned, problems: [...found, ...planned.problems] };
}

/** Brings the records of what Argo CD renders up to date, where that can be done; what is wrong with them. */
async function findRecords(wanted: Fleet, options: PlanOptions): Promise<readonly Problem[]> {
  const { records } = options;
  if (records === undefined) return [];
  const requests = chartRequests(wanted, "helm");
  const { problems, stale } = await findRecorded(requests, { ...options, records });
  for (const line of stale) console.error(`note: ${line}`);
  return problems;
}

async function planCharts(wanted: Fleet, options: RenderOptions): Promise<Plan> {
  if (!rendersCharts(wanted)) return (await engine()).plan(wanted);
  // With a reader of YAML, which other fleets need not wait for.
  const [{ prepareCharts }, { rememberPlan }] = await Promise.all([
    import("../../lib/helm/render.ts"),
    import("../../lib/helm/cache/plans.ts"),
  ]);
  const charts = await prepareCharts(() => chartRequests(wanted), options);
  const make = async (): Promise<Plan> => {
    const [{ printed, problems }, { plan }] = await Promise.all([charts.render(), engine()]);
    const planned = plan(wanted, printed);
    return { ...planned, problems: [...problems, ...planned.problems] };
  };
  return charts.key ? rememberPlan(options.cache, wanted, charts.key, make) : make();
}

async function printCharts(wanted: Fleet): Promise<RenderedCharts> {
  if (!rendersCharts(wanted)) return { printed: new Map(), effective: new Map(), problems: [] };
  const { renderCharts } = await import("../../lib/helm/render.ts");
  return renderCharts(chartRequests(wanted), usualCharts());
}

/** One cluster of it. Throws its problems. */
export async function planOne(cluster: Cluster): Promise<ClusterPlan> {
  const { printed, problems } = await printCharts({ ...fleet, clusters: [cluster] });
  const planned = (await engine()).planCluster(cluster, printed);
  const all = [...problems, ...planned.problems];
  if (all.length > 0) throw new FleetError(all);
  return planned;
}
