import { FleetError } from "../../../lib/problem.ts";
import { brokenEdges, judgeEnvironment, summaryOf } from "../assert-order.ts";
import type { Environment } from "../environment.ts";
import type { KubeObject } from "../kube.ts";
import { reportInstall } from "../report/install.ts";
import { settled } from "../settle.ts";
import type { Context, Scenario } from "./scenario.ts";
import { filesOf } from "../plans.ts";

/** What everything that is waited for takes in the clusters that sync themselves: about what images take to pull. */
const delayMilliseconds = 30_000;
/** Argo CD's own; a push is looked at at once, as a webhook has it. */
const resyncSeconds = 120;
/** At rest it is below 1.3. A wave that waits for a resync is beyond this, and a busy computer is not. */
const highestPrice = 2;

/** All clusters of the fleet from nothing, at once. */
export const install: Scenario = {
  name: "install",
  seconds: 300,
  isOnFleet: true,
  shows: "every edge holds while the fleet comes into being",

  async run(context) {
    let isDelayed = true;
    const syncsItself = new Set(
      context.fleet.clusters.filter(({ argocd }) => argocd === "self").map(({ name }) => name),
    );
    const delay = (_: KubeObject, cluster: string): number =>
      isDelayed && syncsItself.has(cluster) ? delayMilliseconds : 0;
    const environment = await context.start({ timing: { resyncSeconds }, delay });
    const since = await installFleet(environment, context);
    const prices = await reportInstall(environment, since, context.say);
    requireCheap([...prices].filter(([cluster]) => syncsItself.has(cluster)));
    isDelayed = false;
  },
};

/** An environment for what follows an install, without its delays. */
export async function startInstalled(context: Context): Promise<Environment> {
  const environment = await context.start({ timing: { resyncSeconds } });
  await installFleet(environment, context);
  return environment;
}

function requireCheap(prices: readonly (readonly [cluster: string, price: number])[]): void {
  const problems = prices
    .filter(([, price]) => !(price <= highestPrice))
    .map(([place, price]) => ({
      place,
      message: `waves cost ${price.toFixed(2)} times the longest chain, more than ${highestPrice}; look at the timeline`,
    }));
  if (problems.length > 0) throw new FleetError(problems);
}

/** Publishes dist/, applies the roots and waits until everything is there, in order; returns when it began. */
export async function installFleet(environment: Environment, { say }: Context): Promise<number> {
  const { origin, fleet } = environment;
  await origin.commit(filesOf(fleet), "install");
  await origin.publish();
  const since = performance.timeOrigin + performance.now();
  await environment.applyRoots();
  await settled(environment, 900);
  await requireOrder(environment, say);
  return since;
}

/** Fails with one line for each edge that did not hold, and where none could be judged. */
export async function requireOrder(
  environment: Environment,
  say: Context["say"],
  span?: Parameters<typeof judgeEnvironment>[2],
  fleet = environment.fleet,
): Promise<void> {
  const verdicts = await judgeEnvironment(environment, fleet, span);
  const broken = brokenEdges(verdicts);
  if (broken.length > 0)
    throw new FleetError(broken.map((message) => ({ place: "order", message })));
  // Of a push it may be so that nothing needs anything else that changed.
  if (!span && !verdicts.some(({ margin }) => margin !== undefined)) {
    const message = `${summaryOf(verdicts)}: no order was proven; look at what the recorder saw`;
    throw new FleetError([{ place: "order", message }]);
  }
  say(summaryOf(verdicts));
}
