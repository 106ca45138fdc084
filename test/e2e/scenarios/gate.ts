import { applicationName } from "../../../lib/order/names.ts";
import type { Application } from "../../../lib/order/applications.ts";
import { madeOf } from "../../../lib/build/rendered.ts";
import { identityOf } from "../../../lib/kubernetes/manifest.ts";
import { firstCluster } from "../../../lib/model/cluster.ts";
import { FleetError } from "../../../lib/problem.ts";
import type { Environment, TestCluster } from "../environment.ts";
import { hasPods } from "../../simulator/references.ts";
import { applicationsBy, settled } from "../settle.ts";
import { rows } from "../stand-ins/start.ts";
import { until } from "../wait.ts";
import { requireOrder } from "./install.ts";
import { randomOf } from "../../lib/support/random.ts";
import type { Scenario } from "./scenario.ts";
import { filesOf } from "../plans.ts";

/** An install that one component of each wave holds up, one after the other. */
export const gate: Scenario = {
  name: "gate",
  seconds: 190,
  shows: "nothing behind an unhealthy component is applied, and everything beside it is",

  async run(context) {
    const { seed, fleet, say } = context;
    const first = firstCluster(fleet)!.name;
    const environment = await context.start({
      clusters: [first],
      // Only the patient one is held for longer than this: each failure makes the root wait longer before its next try.
      timing: { resyncSeconds: 20, stallSeconds: 30 },
    });
    const cluster = environment.clusters.get(first)!;
    const random = randomOf(seed);
    const gates = gatesOf(cluster, random);
    const patient = gates[Math.floor(random() * gates.length)]!;
    const releases = new Map(gates.map((held) => [held, hold(cluster, held)]));
    await environment.origin.commit(filesOf(fleet), "install");
    await environment.origin.publish();
    await environment.applyRoots();
    for (const held of gates) {
      await reached(environment, cluster, held);
      if (held === patient) await retried(environment, cluster, say);
      await requireNothingBehind(cluster, held);
      say(`wave ${held.wave}: ${applicationName(held)} held everything behind it`);
      releases.get(held)!();
    }
    await settled(environment, 600);
    await requireOrder(environment, say);
  },
};

/** For each wave but the last, one Application that can be kept unhealthy, first wave first. */
function gatesOf({ world }: TestCluster, random: () => number): Application[] {
  const { applications } = world.plan;
  const last = Math.max(...applications.map(({ wave }) => wave));
  const waves = Map.groupBy(applications.filter(canBeHeld), ({ wave }) => wave);
  return [...waves]
    .filter(([wave]) => wave < last)
    .sort(([a], [b]) => a - b)
    .map(([, members]) => members[Math.floor(random() * members.length)]!);
}

/** Definitions and namespaces alone are healthy as soon as they are there. */
export function canBeHeld({ release, manifests, component }: Application): boolean {
  const kinds = new Set(rows.map(({ kind }) => kind.split("/")[1]));
  const own = release ? [...madeOf(component), ...manifests] : manifests;
  return own.some((object) => hasPods(object) || kinds.has(object.kind));
}

function hold({ world, standIns }: TestCluster, application: Application): () => void {
  const name = applicationName(application);
  return standIns.hold((object) => world.controllers.applicationOf(object) === name);
}

/** Waits until an Application is applied and everything before and beside it is healthy. */
async function reached(
  environment: Environment,
  { name, world }: TestCluster,
  held: Application,
): Promise<void> {
  const find = applicationsBy(environment, name);
  const others = world.plan.applications.filter((one) => one.wave <= held.wave && one !== held);
  const isReached = (): boolean => {
    const status = find(applicationName(held))?.["status"];
    return (
      status?.sync?.status === "Synced" &&
      status?.operationState?.phase === "Succeeded" &&
      others.every((one) => find(applicationName(one))?.["status"]?.health?.status === "Healthy")
    );
  };
  await until(`wave ${held.wave}, healthy but for ${held.name},`, isReached, 300);
}

/** Waits until the root has given up on the wave and tried again, twice. */
async function retried(
  environment: Environment,
  { name }: TestCluster,
  say: (line: string) => void,
): Promise<void> {
  const find = applicationsBy(environment, name);
  const count = (): number => find(`${name}-root`)?.["status"]?.operationState?.retryCount ?? 0;
  const before = count();
  await until("another try of the root", () => count() >= before + 2, 300);
  say(`the root has tried ${count() - before} times more`);
}

/** No Application behind is there, and none of what they would bring. */
async function requireNothingBehind(
  { world, recorder }: TestCluster,
  held: Application,
): Promise<void> {
  const behind = world.plan.applications.filter(({ wave }) => wave > held.wave);
  const { objects } = await recorder.read();
  const problems = behind.flatMap((application) => {
    const name = applicationName(application);
    const found = world.view.find("argoproj.io/Application", "argocd", name);
    const written = application.manifests
      .map(identityOf)
      .filter((id) => (objects.get(id)?.writes.length ?? 0) > 0);
    const told = found ? [`Application ${name}`, ...written] : written;
    return told.map((what) => ({
      place: `wave ${application.wave}`,
      message: `${what} was applied while ${applicationName(held)} of wave ${held.wave} was held`,
    }));
  });
  if (problems.length > 0) throw new FleetError(problems);
}
