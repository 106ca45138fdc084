import { FleetError } from "../../../lib/problem.ts";
import type { KubeObject } from "../kube.ts";
import { settled } from "../settle.ts";
import { seededShare } from "../stand-ins/index.ts";
import { requireOrder } from "./install.ts";
import type { Scenario } from "./scenario.ts";
import { filesOf } from "./small-fleet.ts";

const stallSeconds = 15;
const longestSeconds = 6;
/** One object in so many takes longer than the guard is patient. */
const oneIn = 12;

/** An install in which everything that is waited for takes its own time. */
export const slow: Scenario = {
  name: "slow",
  seconds: 87,
  shows: "every edge holds with random delays, some beyond the guard's limit",

  async run(context) {
    const { seed, fleet, say } = context;
    const stalled = new Set<string>();
    const delay = (object: KubeObject): number => {
      const { generateName, name } = object.metadata as KubeObject["metadata"] & Generated;
      // Pods of one workload are told apart by chance: the seed must mean the same in every run.
      const metadata = { ...object.metadata, name: generateName ?? name };
      const share = seededShare(seed, { ...object, metadata });
      if (share * oneIn >= 1) return share * longestSeconds * 1000;
      stalled.add(`${object.kind} ${metadata.name}`);
      return (stallSeconds + 10) * 1000;
    };
    const clusters = [fleet.hub];
    const environment = await context.start({ clusters, timing: { stallSeconds }, delay });
    await environment.origin.commit(filesOf(fleet), "install");
    await environment.origin.publish();
    await environment.applyRoots();
    await settled(environment, 900);
    if (stalled.size === 0) {
      const message = `nothing took longer than ${stallSeconds} s with seed ${seed}; take another`;
      throw new FleetError([{ place: "slow", message }]);
    }
    say(
      `settled; ${stalled.size} objects took ${stallSeconds + 10} s, the limit is ${stallSeconds} s`,
    );
    await requireOrder(environment, say);
  },
};

interface Generated {
  readonly generateName?: string;
}
