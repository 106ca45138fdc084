import { plan } from "../../../lib/plan.ts";
import { FleetError } from "../../../lib/problem.ts";
import { brokenEdges, judgeEnvironment, summaryOf } from "../assert-order.ts";
import type { Environment } from "../environment.ts";
import { reportInstall } from "../report/install.ts";
import { settled } from "../settle.ts";
import type { Context, Scenario } from "./scenario.ts";

/** All clusters of the fleet from nothing, at once. */
export const install: Scenario = {
  name: "install",
  seconds: 121,
  isOnFleet: true,
  shows: "every edge holds while the fleet comes into being",

  async run(context) {
    await installFleet(await context.start(), context);
  },
};

/** Publishes dist/, applies the roots and waits until everything is there, in order. */
export async function installFleet(environment: Environment, { say }: Context): Promise<void> {
  const { origin, fleet } = environment;
  await origin.commit(plan(fleet).files, "install");
  await origin.publish();
  const since = performance.timeOrigin + performance.now();
  await environment.applyRoots();
  await settled(environment, 900);
  await requireOrder(environment, say);
  await reportInstall(environment, since, say);
}

/** Fails with one line for each edge that did not hold. */
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
  say(summaryOf(verdicts));
}
