import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { clusterFaults, fleetFaults, isInTheWay } from "../../lib/build/sound.ts";
import type { Plan } from "../../lib/emit/planned-file.ts";
import { Cache } from "../../lib/helm/cache/cache.ts";
import type { Made } from "../../lib/helm/cache/plans.ts";
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
import type { FleetSource } from "../fleet/load.ts";
import { loadFleet, shippedSource } from "../fleet/load.ts";
import type { RecordOptions } from "../records/recorded.ts";
import { withRendered } from "./rendered.ts";
import type { Answer, Range } from "./threads.ts";
import { inThread, rangesOf } from "./threads.ts";

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

/** How a plan is asked for that may be remembered. */
export interface Asking {
  /** Tells fleets that the same files of the project make from one another. */
  readonly key?: readonly unknown[];
  readonly anew?: boolean | undefined;
  /** What the compiler says of clusters/ and charts/ is part of it. */
  readonly needsTypes?: boolean;
  /** Records that are out of date stay as they are. */
  readonly isDry?: boolean;
  /** Called when all is loaded, before the plan is made. */
  readonly onLoad?: () => Promise<void> | void;
  readonly options?: RecordOptions;
}

/** The fleet of clusters/ with its charts; made anew where something has changed that it depends on. */
export function planShipped(asking: Asking = {}): Promise<Plan> {
  return planRemembered(shippedSource, asking);
}

/** The same for another fleet. */
export function planRemembered(
  source: FleetSource,
  { isDry = false, options = { ...usualCharts(), isDry }, onLoad, ...asking }: Asking,
): Promise<Plan> {
  const lookOutside = () => chartsOutside(options);
  const make = async (): Promise<Made> => {
    const fleet = await loadFleet(source);
    const problems = fleetFaults(fleet);
    if (problems.some(isInTheWay)) return { plan: { files: [], problems }, outside: "" };
    const { rendersCharts } = await requests();
    // Before the plan is made: what changes meanwhile is not what was looked at.
    const outside = rendersCharts(fleet) ? await lookOutside() : "";
    await engine();
    await onLoad?.();
    const plan = await planAll(fleet, source, options);
    // A note is about a record that Helm would renew.
    const isNoted = plan.notes !== undefined && plan.notes.length > 0;
    return { plan, outside: isNoted && outside === "" ? await lookOutside() : outside };
  };
  return rememberPlan({
    ...asking,
    directory: options.cache,
    lookOutside,
    make: asking.needsTypes ? () => withTypes(make, options.cache) : make,
  });
}

/** With what the compiler says: it runs on another core while the plan is made. */
async function withTypes(make: () => Promise<Made>, cache: string): Promise<Made> {
  const [verdict, { plan, outside }] = await Promise.all([
    import("../types/compiler.ts").then(({ checkTypes }) => checkTypes({ cache })),
    make().catch(failed),
  ]);
  if (verdict.problems.length + verdict.notes.length === 0) return { plan, outside, isTyped: true };
  const { mergeProblems } = await import("../types/merge.ts");
  const problems = mergeProblems(plan.problems, verdict.problems);
  const notes = [...(plan.notes ?? []), ...verdict.notes];
  return { plan: { files: problems.length > 0 ? [] : plan.files, problems, notes }, outside };
}

function failed(error: unknown): Made {
  if (!(error instanceof FleetError)) throw error;
  return { plan: { files: [], problems: error.problems }, outside: "" };
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

/** A large fleet is planned on all cores, each part where its clusters are loaded anew. */
async function planAll(fleet: Fleet, source: FleetSource, options: RecordOptions): Promise<Plan> {
  const [own, ...others] = rangesOf(fleet);
  if (others.length === 0) return planFleet(fleet, options);
  const elsewhere = others.map((range) => inThread({ source, range, options }));
  // Together: a thread may fail while this one still plans.
  const [first, answers] = await Promise.all([
    planRange(fleet, own!, options),
    Promise.all(elsewhere),
  ]);
  const parts = [first, ...answers];
  // Whoever watches what is read of the environment does not see other threads.
  for (const name of answers.flatMap(({ read }) => read)) void process.env[name];
  const planned = (await engine()).joinParts(
    fleet,
    parts.map(({ part }) => part),
  );
  const problems = [...parts.flatMap((part) => part.problems), ...planned.problems];
  const notes = [...new Set(parts.flatMap((part) => part.notes))];
  return { files: problems.length > 0 ? [] : planned.files, problems, notes };
}

/** Some clusters of a fleet, with what their charts make. */
export async function planRange(
  fleet: Fleet,
  range: Range,
  options: RecordOptions,
): Promise<Omit<Answer, "read">> {
  const clusters = fleet.clusters.slice(...range);
  const [{ found, problems, notes }, { planPart }] = await Promise.all([
    findCharts({ ...fleet, clusters }, options),
    engine(),
  ]);
  return { part: planPart(fleet, clusters, found), problems, notes };
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
export function planOne(cluster: Cluster): Promise<ClusterPlan> {
  return planAlone(cluster, { ...usualCharts(), isDry: true });
}

/** The same, with the charts of these components rendered here. */
export function planRendered(cluster: Cluster, names: readonly string[]): Promise<ClusterPlan> {
  const options = { ...usualCharts(), isDry: true, isForced: true };
  return planAlone(withRendered(cluster, names), options);
}

async function planAlone(cluster: Cluster, options: RecordOptions): Promise<ClusterPlan> {
  const fleet = await loadFleet(shippedSource);
  const faults = [...fleetFaults(fleet), ...clusterFaults(cluster)];
  if (faults.length > 0) throw new FleetError(faults);
  const { found, problems } = await findCharts({ ...fleet, clusters: [cluster] }, options);
  const planned = (await engine()).planCluster(cluster, found, fleet.rules);
  const all = [...problems, ...planned.problems];
  if (all.length > 0) throw new FleetError(all);
  return planned;
}
