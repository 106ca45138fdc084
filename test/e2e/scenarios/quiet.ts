import { applicationName } from "../../../lib/order/names.ts";
import { FleetError } from "../../../lib/problem.ts";
import type { Environment, TestCluster } from "../environment.ts";
import { applicationsPath } from "../environment.ts";
import type { KubeObject } from "../kube.ts";
import { settled } from "../settle.ts";
import { until } from "../wait.ts";
import type { Context, Scenario } from "./scenario.ts";

const refreshes = 10;
/** These render everything anew, which takes the repo-server a while. */
const hardRefreshes = 2;

/** A settled fleet that is looked at again and again, and tampered with. */
export const quiet: Scenario = {
  name: "quiet",
  seconds: 200,
  isOnFleet: true,
  shows: "what is settled stays settled, without warnings, and what is tampered with heals",

  async run(context) {
    const environment = await context.installed();
    await settled(environment, 120);
    await requireQuiet(environment, context);
    await requireHealed(environment, context);
    await settled(environment, 60);
    requireNoWarnings(environment);
  },
};

/** Looked at again and again, nothing moves, and Argo CD warns of nothing. */
export async function requireQuiet(environment: Environment, context: Context): Promise<void> {
  const since = Date.now();
  await refreshAgainAndAgain(environment, context);
  await requireStill(environment, since);
  requireNoWarnings(environment);
}

async function refreshAgainAndAgain(environment: Environment, { say }: Context): Promise<void> {
  for (let i = 0; i < refreshes; i += 1) {
    const annotations = { "argocd.argoproj.io/refresh": i < hardRefreshes ? "hard" : "normal" };
    const all = applicationsOf(environment);
    await Promise.all(
      all.map(([{ kube }, { metadata }]) =>
        kube.patch(`${applicationsPath}/${metadata.name}`, { metadata: { annotations } }),
      ),
    );
    const isPending = (): boolean =>
      applicationsOf(environment).some(
        ([, { metadata }]) => metadata.annotations?.["argocd.argoproj.io/refresh"] !== undefined,
      );
    await until("the end of a forced refresh", () => !isPending(), 120);
  }
  const { length } = applicationsOf(environment);
  say(`${refreshes} forced refreshes of ${length} Applications, ${hardRefreshes} of them hard`);
}

/** Every Application, roots included, with the cluster that has it. */
function applicationsOf({ clusters }: Environment): (readonly [TestCluster, KubeObject])[] {
  return [...clusters.values()].flatMap((cluster) =>
    [...cluster.world.view.of("argoproj.io/Application")].map((one) => [cluster, one] as const),
  );
}

/** Nothing became OutOfSync or unhealthy, and nothing was synced. */
async function requireStill({ clusters }: Environment, since: number): Promise<void> {
  const problems: string[] = [];
  for (const { recorder } of clusters.values()) {
    const { applications } = await recorder.read();
    for (const [name, { states }] of applications) {
      for (const { at, sync, health, phase } of states) {
        if (at < since || (sync === "Synced" && health === "Healthy" && phase === "Succeeded"))
          continue;
        problems.push(`${name} was ${sync}, ${health}, ${phase} though nobody changed anything`);
      }
    }
  }
  requireNone(problems);
}

/** Changes the image of a Deployment of each Application that has one, and waits until Argo CD has undone it. */
async function requireHealed({ clusters }: Environment, { say }: Context): Promise<void> {
  const tampered: (() => boolean)[] = [];
  for (const { world } of clusters.values()) {
    const { view, controllers, plan } = world;
    for (const application of plan.applications) {
      const name = applicationName(application);
      const found = [...view.of("apps/Deployment")].find(
        (one) => controllers.applicationOf(one) === name,
      );
      if (!found) continue;
      const { namespace = "", name: own, generation = 0 } = found.metadata;
      const [container] = found["spec"].template.spec.containers as { image: string }[];
      const containers = [{ ...container, image: "tampered.test/with:1" }];
      await view.kube.patch(view.pathOf(found), { spec: { template: { spec: { containers } } } });
      tampered.push(() => {
        const now = view.find("apps/Deployment", namespace, own);
        // Twice changed: by this test, and back.
        const isChanged = (now?.metadata.generation ?? 0) >= generation + 2;
        return isChanged && now?.["spec"].template.spec.containers[0].image === container!.image;
      });
    }
  }
  await until("everything healed", () => tampered.every((isHealed) => isHealed()), 120);
  say(`${tampered.length} Deployments were tampered with, and healed`);
}

/** Shared or excluded resources, failing comparisons and the like. */
function requireNoWarnings(environment: Environment): void {
  const problems = applicationsOf(environment).flatMap(([, { metadata, status }]) =>
    ((status?.conditions ?? []) as { type: string; message: string }[]).map(
      ({ type, message }) => `${metadata.name} has ${type}: ${message}`,
    ),
  );
  requireNone(problems);
}

function requireNone(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new FleetError(problems.map((message) => ({ place: "quiet", message })));
}
