import { FleetError } from "../../../lib/problem.ts";
import type { Changes } from "../change.ts";
import { changeFleet } from "../change.ts";
import type { Environment } from "../environment.ts";
import { push, requireHeld } from "./push.ts";
import type { Context, Scenario } from "./scenario.ts";

/** One push to components in three waves of every cluster that is pinned. */
export const update: Scenario = {
  name: "update",
  seconds: 50,
  isOnFleet: true,
  shows: "order holds when one push changes three waves",

  async run(context) {
    await pushThreeWaves(await context.installed(), context);
  },
};

/** And taken back by a commit. */
export const rollback: Scenario = {
  name: "rollback",
  seconds: 50,
  isOnFleet: true,
  shows: "git revert goes back in order, and needs no pins that are not there already",

  async run(context) {
    const { fleet, say } = context;
    const environment = await context.installed();
    if (environment.fleet === fleet) await pushThreeWaves(environment, context);
    const { origin } = environment;
    const back = await push(environment, environment.fleet, fleet, {
      commit: () => origin.revert(),
      publish: () => origin.pushBranch(),
    });
    requireHeld("the revert", back, say);
  },
};

async function pushThreeWaves(
  environment: Environment,
  { fleet, say }: Pick<Context, "fleet" | "say">,
): Promise<void> {
  const pinned = [...environment.clusters.values()].filter(
    ({ cluster }) => cluster.revision === "pinned",
  );
  if (pinned.length === 0) {
    const message = "no cluster that runs is pinned; name one that is with --clusters";
    throw new FleetError([{ place: "update", message }]);
  }
  const changed = changeFleet(fleet, Object.fromEntries(pinned.map(({ name }) => [name, changes])));
  requireHeld("the push", await push(environment, fleet, changed), say);
}

/** Values of a chart and files of a second, both of a third, each in a wave of its own. */
const mark = "1";
const podAnnotations = { "e2e.test/mark": mark };
const changes: Changes[string] = {
  "external-secrets": { values: { podAnnotations }, mark },
  "cert-manager": { values: { podAnnotations } },
  traefik: { values: { deployment: { podAnnotations } } },
  "kube-prometheus-stack": { mark },
  "vulnerability-scanner-production": { mark },
};
