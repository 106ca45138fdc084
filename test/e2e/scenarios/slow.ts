import { applicationName } from "../../../lib/order/names.ts";
import { pick, randomOf } from "../../lib/support/random.ts";
import type { KubeObject } from "../kube.ts";
import { settled } from "../settle.ts";
import { seededShare } from "../stand-ins/index.ts";
import type { Controllers } from "../stand-ins/controllers.ts";
import { canBeHeld } from "./gate.ts";
import { requireOrder } from "./install.ts";
import type { Scenario } from "./scenario.ts";
import { filesOf } from "../plans.ts";

const cluster = "local";
const stallSeconds = 15;
const longestSeconds = 6;

/** An install in which everything that is waited for takes its own time. */
export const slow: Scenario = {
  name: "slow",
  seconds: 90,
  shows: "every edge holds with random delays, some beyond the guard's limit",

  async run(context) {
    const { seed, fleet, say } = context;
    let stalled: string | undefined;
    let controllers: Controllers | undefined;
    const delay = (object: KubeObject): number => {
      if (controllers?.applicationOf(object) === stalled) return (stallSeconds + 10) * 1000;
      const { generateName, name } = object.metadata as KubeObject["metadata"] & Generated;
      // Pods of one workload are told apart by chance: the seed must mean the same in every run.
      const metadata = { ...object.metadata, name: generateName ?? name };
      return seededShare(seed, { ...object, metadata }) * longestSeconds * 1000;
    };
    const timing = { resyncSeconds: 60, stallSeconds };
    const environment = await context.start({ clusters: [cluster], timing, delay });
    const { world } = environment.clusters.get(cluster)!;
    const last = Math.max(...world.plan.applications.map(({ wave }) => wave));
    const early = world.plan.applications.filter((one) => one.wave < last && canBeHeld(one));
    controllers = world.controllers;
    stalled = applicationName(pick(randomOf(seed), early));
    await environment.origin.commit(filesOf(fleet), "install");
    await environment.origin.publish();
    await environment.applyRoots();
    await settled(environment, 900);
    say(`settled; ${stalled} took ${stallSeconds + 10} s, the limit is ${stallSeconds} s`);
    await requireOrder(environment, say);
  },
};

interface Generated {
  readonly generateName?: string;
}
