import type { Fleet } from "../../../lib/model/cluster.ts";
import type { PlannedFile } from "../../../lib/emit/planned-file.ts";
import { FleetError } from "../../../lib/problem.ts";
import { readWrites } from "../audit.ts";
import { changeFleet, withRevision } from "../change.ts";
import type { Environment, TestCluster } from "../environment.ts";
import { filesOf } from "../plans.ts";
import { settled } from "../settle.ts";
import { installFleet } from "./install.ts";
import { print, renderedCluster, requireRenderedOrder, withRendered } from "./rendered-fleet.ts";
import type { Scenario } from "./scenario.ts";
import { changedBetween } from "./small-fleet.ts";

/** A cluster whose charts Argo CD rendered has them rendered at synth from now on. */
export const delivery: Scenario = {
  name: "delivery",
  seconds: 85,
  shows: "charts rendered at synth adopt what Argo CD rendered, and keep order on updates",

  async run(context) {
    const { say } = context;
    const fleet = withRevision(context.fleet, renderedCluster, "pinned");
    const environment = await context.start({ fleet, clusters: [renderedCluster] });
    await installFleet(environment, context);
    const cluster = environment.clusters.get(renderedCluster)!;

    const before = await workloadsOf(cluster);
    const since = Date.now();
    const adopted = withRendered(fleet);
    const old = filesOf(adopted, await print(environment, adopted, say));
    await deliver(environment, adopted, old);
    requireSame(before, await workloadsOf(cluster));
    requireNoDeletion(cluster, since);
    say(`${before.size} workloads run on, and nothing was deleted`);

    const podAnnotations = { "e2e.test/mark": "1" };
    const changed = changeFleet(adopted, {
      [renderedCluster]: {
        "cert-manager": { values: { podAnnotations }, mark: "1" },
        traefik: { values: { deployment: { podAnnotations } } },
        "portfolio-site-staging": { mark: "1" },
      },
    });
    const printed = await print(environment, changed, say);
    const files = filesOf(changed, printed);
    const span = {
      since: performance.timeOrigin + performance.now(),
      changed: changedBetween(old, files),
    };
    await deliver(environment, changed, files);
    await requireRenderedOrder(environment, changed, printed, { say, span });
  },
};

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

/** The stand-in charts, once they are read, have webhooks that call nobody: nobody is let in for them any more. */
const webhookPolicy = /^allow-.*-webhook$/;

function requireNoDeletion({ auditLog }: TestCluster, since: number): void {
  const gone = readWrites(auditLog!).filter(
    ({ at, verb, userAgent, resource, name }) =>
      at >= since &&
      verb === "delete" &&
      userAgent.startsWith("argocd") &&
      !(resource === "networkpolicies" && webhookPolicy.test(name ?? "")),
  );
  if (gone.length > 0)
    throw new FleetError(
      gone.map(({ resource, namespace, name: object }) => ({
        place: "delivery",
        message: `Argo CD deleted ${resource} ${namespace}/${object}`,
      })),
    );
}
