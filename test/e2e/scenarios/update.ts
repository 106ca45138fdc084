import type { Cluster } from "../../../lib/model/cluster.ts";
import { FleetError } from "../../../lib/problem.ts";
import type { Change, Changes } from "../change.ts";
import { changeFleet } from "../change.ts";
import type { Environment } from "../environment.ts";
import { planOf } from "../plans.ts";
import { push, requireHeld } from "./push.ts";
import type { Context, Scenario } from "./scenario.ts";

/** One push to a component in each wave of every cluster that is pinned. */
export const update: Scenario = {
  name: "update",
  seconds: 50,
  isOnFleet: true,
  needsPins: true,
  shows: "order holds when one push changes several waves",

  async run(context) {
    await pushWaves(await context.installed(), context);
  },
};

/** And taken back by a commit. */
export const rollback: Scenario = {
  name: "rollback",
  seconds: 50,
  isOnFleet: true,
  needsPins: true,
  shows: "git revert goes back in order, and needs no pins that are not there already",

  async run(context) {
    const { fleet, say } = context;
    const environment = await context.installed();
    if (environment.fleet === fleet) await pushWaves(environment, context);
    const { origin } = environment;
    const back = await push(environment, environment.fleet, fleet, {
      commit: () => origin.revert(),
      publish: () => origin.pushBranch(),
    });
    requireHeld("the revert", back, say);
  },
};

async function pushWaves(
  environment: Environment,
  { fleet, say }: Pick<Context, "fleet" | "say">,
): Promise<void> {
  const pinned = [...environment.clusters.values()].filter(
    ({ cluster }) => cluster.revision === "pinned",
  );
  const changes = pinned.map(({ name, cluster }) => [name, changesOf(cluster)] as const);
  if (changes.every(([, one]) => Object.keys(one).length === 0)) {
    const message = "no component of a pinned cluster has files, or a chart whose values are known";
    throw new FleetError([{ place: "update", message }]);
  }
  const changed = changeFleet(fleet, Object.fromEntries(changes));
  requireHeld("the push", await push(environment, fleet, changed), say);
}

const mark = "1";
const podAnnotations = { "e2e.test/mark": mark };
/** What charts know, where the fleet has them. */
const values: Readonly<Record<string, Change["values"]>> = {
  "external-secrets": { podAnnotations },
  "cert-manager": { podAnnotations },
  traefik: { deployment: { podAnnotations } },
};

/** The last component of each wave that a push can change: its files, its chart's values, or both. */
function changesOf(cluster: Cluster): Changes[string] {
  const changeable = planOf(cluster).applications.filter(
    ({ component: { name, placement, manifests, made } }) =>
      placement && (values[name] || manifests.length > made),
  );
  const chosen = new Map(changeable.map(({ wave, component }) => [wave, component.name]));
  return Object.fromEntries(
    [...chosen.values()].map((name) => [
      name,
      { mark, ...(values[name] && { values: values[name] }) },
    ]),
  );
}
