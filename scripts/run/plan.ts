import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Plan } from "../../lib/emit/planned-file.ts";
import { Cache } from "../../lib/helm/cache/cache.ts";
import { rememberPlan } from "../../lib/helm/cache/plans.ts";
import { stampOf } from "../../lib/helm/cache/stamp.ts";
import type { RenderOptions } from "../../lib/helm/render.ts";
import type { FoundCharts } from "../../lib/helm/request.ts";
import { recordsDirectory } from "../../lib/helm/record/records.ts";
import { storeDirectory } from "../../lib/helm/store.ts";
import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import type { Problem } from "../../lib/problem.ts";
import { FleetError } from "../../lib/problem.ts";
import type { RecordOptions } from "../records/recorded.ts";

/** Charts rendered at once: one more than can run, which begins while this program reads what the last one printed. */
export const chartsAtOnce = availableParallelism() + 1;

/** Where charts come from, what was made before, and what was recorded. Records are written unless `isDry` is set. */
export const usualCharts = (): RecordOptions => ({
  store: storeDirectory(),
  cache:
    process.env["STRATA_CACHE"] ||
    fileURLToPath(new URL("../../node_modules/.cache/strata", import.meta.url)),
  parallel: chartsAtOnce,
  records: recordsDirectory,
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
  /** Records that are out of date stay as they are. */
  readonly isDry?: boolean;
  readonly options?: RecordOptions;
}

/** The fleet of clusters/ with its charts; made anew where something has changed that it depends on. */
export function planShipped(asking: Asking = {}): Promise<Plan> {
  return planRemembered(shipped, asking);
}

/** The same for another fleet; `load` loads what it is made of. */
export function planRemembered(
  load: () => Promise<Fleet>,
  { isDry = false, options = { ...usualCharts(), isDry }, ...asking }: Asking,
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
      const plan = await planFleet(fleet, options);
      // A note is about a record that Helm would renew.
      const isNoted = plan.notes !== undefined && plan.notes.length > 0;
      return { plan, outside: isNoted && outside === "" ? await lookOutside() : outside };
    },
  });
}

/** Which Helm there is, and which archives and directories of charts. */
async function chartsOutside({ store, project, cache }: RenderOptions): Promise<string> {
  const { findHelm } = await import("../../lib/helm/program.ts");
  const { directoriesStamp } = await import("../../lib/helm/directory.ts");
  const helm = await findHelm(new Cache(cache));
  try {
    return JSON.stringify([helm, stampOf([[store, ".tgz"]]), directoriesStamp(project)]);
  } catch (error) {
    // The plan says that there is no store.
    return String(error);
  }
}

/** The fleet with what its charts make; the problems are those of both. */
export async function planFleet(
  wanted: Fleet,
  options: RecordOptions = { ...usualCharts(), isDry: true },
): Promise<Plan> {
  const [{ found, problems, notes }, { plan }] = await Promise.all([
    findCharts(wanted, options),
    engine(),
  ]);
  const planned = plan(wanted, found);
  return { ...planned, problems: [...problems, ...planned.problems], notes };
}

interface Found {
  readonly found: FoundCharts;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** What charts make: rendered where synth does that, and recorded where Argo CD does; records are renewed first. */
async function findCharts(wanted: Fleet, options: RecordOptions): Promise<Found> {
  const [{ chartRequests, rendersCharts }, { findRecorded }] = await Promise.all([
    requests(),
    import("../records/recorded.ts"),
  ]);
  const recorded = await findRecorded(chartRequests(wanted, "helm"), options);
  const { found, problems, stale: notes } = recorded;
  if (!rendersCharts(wanted)) return { found, problems, notes };
  // With a reader of YAML, which other fleets need not wait for.
  const { prepareCharts } = await import("../../lib/helm/render.ts");
  const rendered = await (await prepareCharts(() => chartRequests(wanted), options)).render();
  return {
    found: new Map([...found, ...rendered.found]),
    problems: [...problems, ...rendered.problems],
    notes,
  };
}

/** One cluster of it. Throws its problems. */
export async function planOne(cluster: Cluster): Promise<ClusterPlan> {
  const fleet = await shipped();
  const options = { ...usualCharts(), isDry: true };
  const { found, problems } = await findCharts({ ...fleet, clusters: [cluster] }, options);
  const planned = (await engine()).planCluster(cluster, found, fleet.rules);
  const all = [...problems, ...planned.problems];
  if (all.length > 0) throw new FleetError(all);
  return planned;
}
