import { delimiter, join } from "node:path";
import type { Cluster, Fleet } from "../../../lib/cluster.ts";
import { renderCharts } from "../../../lib/helm/render.ts";
import type { PrintedCharts } from "../../../lib/helm/request.ts";
import { chartRequests } from "../../../lib/helm/request.ts";
import { plan, planCluster } from "../../../lib/plan.ts";
import type { PlannedFile } from "../../../lib/plan.ts";
import { FleetError } from "../../../lib/problem.ts";
import { brokenEdges, summaryOf } from "../assert-order.ts";
import { readWrites } from "../audit.ts";
import { changeFleet, withRevision } from "../change.ts";
import type { Environment, TestCluster } from "../environment.ts";
import { edgesOf, judgeOrder } from "../order.ts";
import { settled } from "../settle.ts";
import { buildTools } from "../tools.ts";
import { installFleet } from "./install.ts";
import type { Scenario } from "./scenario.ts";
import { changedBetween } from "./small-fleet.ts";

const name = "local";
/** Its Secrets come with values in the stand-in charts, which a chart of this fleet may not have. */
const except = ["argo-cd"];

/** A cluster whose charts Argo CD rendered has them rendered at synth from now on. */
export const delivery: Scenario = {
  name: "delivery",
  seconds: 85,
  shows: "charts rendered at synth adopt what Argo CD rendered, and keep order on updates",

  async run(context) {
    const { say } = context;
    const fleet = withRevision(context.fleet, name, "pinned");
    const environment = await context.start({ fleet, clusters: [name] });
    await installFleet(environment, context);
    process.env["PATH"] = [await buildTools(say), process.env["PATH"]].join(delimiter);
    const cluster = environment.clusters.get(name)!;

    const before = await workloadsOf(cluster);
    const since = Date.now();
    const adopted = rendered(fleet);
    const old = filesOf(adopted, await print(environment, adopted));
    await deliver(environment, adopted, old);
    requireSame(before, await workloadsOf(cluster));
    requireNoDeletion(cluster, since);
    say(`${before.size} workloads run on, and nothing was deleted`);

    const podAnnotations = { "e2e.test/mark": "1" };
    const changed = changeFleet(adopted, {
      [name]: {
        "cert-manager": { values: { podAnnotations }, mark: "1" },
        traefik: { values: { deployment: { podAnnotations } } },
        "portfolio-site-staging": { mark: "1" },
      },
    });
    const printed = await print(environment, changed);
    const files = filesOf(changed, printed);
    const span = {
      since: performance.timeOrigin + performance.now(),
      changed: changedBetween(old, files),
    };
    await deliver(environment, changed, files);
    const record = await cluster.recorder.read();
    const { applications } = planCluster(clusterOf(changed), printed);
    const verdicts = judgeOrder(edgesOf(applications, record), record, span);
    const broken = brokenEdges(verdicts);
    if (broken.length > 0)
      throw new FleetError(broken.map((message) => ({ place: "order, rendered", message })));
    say(summaryOf(verdicts));
  },
};

function rendered(fleet: Fleet): Fleet {
  const charts = { delivery: "rendered", except } as const;
  return {
    ...fleet,
    clusters: fleet.clusters.map((one) => (one.name === name ? { ...one, charts } : one)),
  };
}

function clusterOf({ clusters }: Fleet): Cluster {
  return clusters.find((cluster) => cluster.name === name)!;
}

/** With the archives that the environment's chart server has. */
async function print({ directory }: Environment, fleet: Fleet): Promise<PrintedCharts> {
  const options = { store: join(directory, "charts"), cache: join(directory, "rendered") };
  const { printed, problems } = await renderCharts(chartRequests(fleet), {
    ...options,
    parallel: 2,
  });
  if (problems.length > 0) throw new FleetError(problems);
  return printed;
}

async function deliver(
  environment: Environment,
  fleet: Fleet,
  files: readonly PlannedFile[],
): Promise<void> {
  await environment.origin.commit(files, "change");
  await environment.origin.publish();
  await environment.refresh();
  await settled(environment, 300, fleet);
}

function filesOf(fleet: Fleet, printed: PrintedCharts): readonly PlannedFile[] {
  const { files, problems } = plan(fleet, printed);
  if (problems.length > 0) throw new FleetError(problems);
  return files;
}

/** What would be another number after a restart or a second creation. */
async function workloadsOf({ kube }: TestCluster): Promise<Map<string, string>> {
  const lists = await Promise.all(
    ["deployments", "statefulsets", "daemonsets"].map((plural) =>
      kube.list(`/apis/apps/v1/${plural}`),
    ),
  );
  return new Map(
    lists
      .flat()
      .map(({ metadata }) => [
        `${metadata.namespace}/${metadata.name}`,
        `${metadata.uid} of generation ${metadata.generation}`,
      ]),
  );
}

function requireSame(before: Map<string, string>, after: Map<string, string>): void {
  const other = [...before].filter(([workload, state]) => after.get(workload) !== state);
  if (other.length > 0 || before.size === 0)
    throw new FleetError(
      other.map(([workload, state]) => ({
        place: "delivery",
        message: `${workload} was ${state} and is ${after.get(workload) ?? "gone"}`,
      })),
    );
}

function requireNoDeletion({ auditLog }: TestCluster, since: number): void {
  const gone = readWrites(auditLog!).filter(
    ({ at, verb, userAgent }) => at >= since && verb === "delete" && userAgent.startsWith("argocd"),
  );
  if (gone.length > 0)
    throw new FleetError(
      gone.map(({ resource, namespace, name: object }) => ({
        place: "delivery",
        message: `Argo CD deleted ${resource} ${namespace}/${object}`,
      })),
    );
}
