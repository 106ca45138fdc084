import assert from "node:assert/strict";
import { join } from "node:path";
import { randomOf } from "../../lib/support/random.ts";
import type { EndState } from "../solo/end-state.ts";
import { differences, endStateOf } from "../solo/end-state.ts";
import type { SoloHouse } from "../solo/house.ts";
import { cluster, startSoloHouse } from "../solo/house.ts";
import type { Moment } from "./killed.ts";
import { killedAt, momentsOf, runTimed } from "./killed.ts";
import type { Context, Scenario } from "./scenario.ts";

const command = ["bootstrap", cluster.name] as const;
const count = 30;

/** However often the bootstrap is killed, the cluster is the one that an undisturbed run makes. */
export const kills: Scenario = {
  name: "kills",
  shows: `a bootstrap killed after every step, and at ${count} moments, and started again, ends as one that was not`,
  isLong: true,
  async run({ directory, say, seed }: Context) {
    const inHouse = async <Result>(
      name: string,
      work: (house: SoloHouse) => Promise<Result>,
    ): Promise<[Result, EndState]> => {
      const house = await startSoloHouse(join(directory, name), say);
      try {
        const result = await work(house);
        const kube = house.world.clusters.get(cluster.name)!.kube;
        return [result, await endStateOf(house.machines, kube)];
      } finally {
        house.stop();
      }
    };
    const compare = (actual: EndState): void => {
      assert.deepEqual(differences(actual, wanted), []);
      say(`  ends as the undisturbed one: ${Object.keys(wanted).length} files and objects`);
    };

    const [steps, wanted] = await inHouse("undisturbed", ({ work }) => runTimed(work, command));
    const whole = steps.at(-1)!.end;
    say(`undisturbed: ${steps.length} steps in ${whole.toFixed(0)} s`);

    const moments = momentsOf(steps, count, randomOf(seed));
    const [atMoments, first] = await inHouse("moments", ({ work }) =>
      killedAt(work, command, moments, steps, say),
    );
    say(`killed at ${moments.length} moments of seed ${seed}: ${atMoments} kills`);
    compare(first);

    const ends = steps.map(({ id }): Moment => ({ step: id, share: 1 }));
    const [afterSteps, second] = await inHouse("steps", ({ work }) =>
      killedAt(work, command, ends, steps, say),
    );
    say(`killed after each of ${steps.length} steps: ${afterSteps} kills`);
    compare(second);
  },
};
