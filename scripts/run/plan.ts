import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Cache } from "../../lib/helm/cache/cache.ts";
import { rememberPlan } from "../../lib/helm/cache/plans.ts";
import { stampOf } from "../../lib/helm/cache/stamp.ts";
import type { RenderedCharts, RenderOptions } from "../../lib/helm/render.ts";
import { storeDirectory } from "../../lib/helm/store.ts";
import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import type { ClusterPlan, Plan } from "../../lib/plan.ts";
import { FleetError } from "../../lib/problem.ts";

/** Charts rendered at once: one more than can run, which begins while this program reads what the last one printed. */
export const chartsAtOnce = availableParallelism() + 1;

/** Where charts come from and what was made before. */
const usual = (): RenderOptions => ({
  store: storeDirectory(),
  cache:
    process.env["STRATA_CACHE"] ||
    fileURLToPath(new URL("../../node_modules/.cache/strata", import.meta.url)),
  parallel: chartsAtOnce,
});

// Loaded while Helm runs, and not at all where the plan is remembered: with cdk8s they take longer than all else.
const engine = () => import("../../lib/plan.ts");
const requests = () => import("../../lib/helm/request.ts");
const shipped = async (): Promise<Fleet> => (await import("../../clusters/index.ts")).fleet;

/** How a plan is asked for that may be remembered. */
export interface Asking {
  /** Tells fleets that the same files of the project make from one another. */
  readonly key?: readonly unknown[];
  readonly anew?: boolean | undefined;
  readonly options?: RenderOptions;
}

/** The fleet of clusters/ with its charts; made anew where something has changed that it depends on. */
export function planShipped(asking: Asking = {}): Promise<Plan> {
  return planRemembered(shipped, asking);
}

/** The same for another fleet; `load` loads what it is made of. */
export function planRemembered(
  load: () => Promise<Fleet>,
  { options = usual(), ...asking }: Asking,
): Promise<Plan> {
  const lookOutside = () => chartsOutside(options);
  return rememberPlan({
    ...asking,
    directory: options.cache,
    lookOutside,
    async make() {
      const fleet = await load();
      const { rendersCharts } = await requests();
      // Before the plan is made: what changes meanwhile is not what was looked at.
      const outside = rendersCharts(fleet) ? await lookOutside() : "";
      return { plan: await planFleet(fleet, options), outside };
    },
  });
}

/** Which Helm there is, and which archives. */
async function chartsOutside({ store, cache }: RenderOptions): Promise<string> {
  const { findHelm } = await import("../../lib/helm/program.ts");
  const helm = await findHelm(new Cache(cache));
  try {
    return JSON.stringify([helm, stampOf([[store, ".tgz"]])]);
  } catch (error) {
    // The plan says that there is no store.
    return String(error);
  }
}

/** The fleet with its charts; the problems are those of both. */
export async function planFleet(wanted: Fleet, options = usual()): Promise<Plan> {
  const [{ printed, problems }, { plan }] = await Promise.all([
    printCharts(wanted, options),
    engine(),
  ]);
  const planned = plan(wanted, printed);
  return { ...planned, problems: [...problems, ...planned.problems] };
}

async function printCharts(wanted: Fleet, options: RenderOptions): Promise<RenderedCharts> {
  const { rendersCharts, chartRequests } = await requests();
  if (!rendersCharts(wanted)) return { printed: new Map(), problems: [] };
  // With a reader of YAML, which other fleets need not wait for.
  const { prepareCharts } = await import("../../lib/helm/render.ts");
  return (await prepareCharts(() => chartRequests(wanted), options)).render();
}

/** One cluster of it. Throws its problems. */
export async function planOne(cluster: Cluster): Promise<ClusterPlan> {
  const wanted = { ...(await shipped()), clusters: [cluster] };
  const { printed, problems } = await printCharts(wanted, usual());
  const planned = (await engine()).planCluster(cluster, printed);
  const all = [...problems, ...planned.problems];
  if (all.length > 0) throw new FleetError(all);
  return planned;
}
