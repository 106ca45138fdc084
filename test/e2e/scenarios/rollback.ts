import { FleetError } from "../../../lib/problem.ts";
import { changeFleet } from "../change.ts";
import { push, requireHeld } from "./push.ts";
import type { Scenario } from "./scenario.ts";
import { threeWaves } from "./update.ts";

/** A push to three waves, taken back by a commit. */
export const rollback: Scenario = {
  name: "rollback",
  seconds: 65,
  isOnFleet: true,
  shows: "git revert goes back in order, and needs no pins that are not there already",

  async run(context) {
    const { say } = context;
    const environment = await context.installed();
    const { fleet, origin } = environment;
    const changes = [...environment.clusters.values()]
      .filter(({ cluster }) => cluster.revision === "pinned")
      .map(({ name }) => [name, threeWaves("rollback")]);
    if (changes.length === 0) {
      const message = "no cluster that runs is pinned; name one that is with --clusters";
      throw new FleetError([{ place: "rollback", message }]);
    }
    const changed = changeFleet(fleet, Object.fromEntries(changes));
    requireHeld("the push", await push(environment, fleet, changed), say);
    const back = await push(environment, changed, fleet, {
      commit: () => origin.revert(),
      publish: () => origin.pushBranch(),
    });
    requireHeld("the revert", back, say);
  },
};
