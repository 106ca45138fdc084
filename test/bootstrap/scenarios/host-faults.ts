import assert from "node:assert/strict";
import { join } from "node:path";
import { earlyFaults } from "../solo/early-faults.ts";
import { differences, machinesState } from "../solo/end-state.ts";
import type { Fault } from "../solo/fault.ts";
import type { SoloHouse } from "../solo/house.ts";
import { startSoloHouse } from "../solo/house.ts";
import { sufferDeadRegistry } from "../solo/dead-registry.ts";
import { lateFaults } from "../solo/late-faults.ts";
import { twoOperators } from "../solo/two-operators.ts";
import { events } from "./machines.ts";
import type { Context, Scenario } from "./scenario.ts";
import { requireCode } from "./workspace.ts";

/** Each fault is named with the way out, and harms nothing; when it is gone, the same command goes on. */
export const hostFaults: Scenario = {
  name: "host-faults",
  shows:
    "what is wrong with machines is said in a line and harms nothing; then the bootstrap goes on",
  isLong: true,
  async run({ directory, say }: Context) {
    const place = join(directory, "house");
    const house = await startSoloHouse(place, say);
    const faults = [...earlyFaults, ...lateFaults];
    try {
      for (const fault of faults) {
        await suffer(fault, house, place);
        say(fault.name);
      }
      await sufferDeadRegistry(house);
      say("a dead registry of images, which comes back");
      await suffer(twoOperators, house, place);
      say(twoOperators.name);
      const again = events(await house.work.must("bootstrap", "solo", "--json"));
      assert.deepEqual(
        again.filter(({ state }) => state === "done").map(({ step }) => step),
        [],
      );
      say(`${faults.length + 2} faults, each named and harmless; the cluster is whole`);
    } finally {
      house.stop();
    }
  },
};

async function suffer(fault: Fault, house: SoloHouse, directory: string): Promise<void> {
  const { name, says, command, unharmed = await requireNothingNew(house, name) } = fault;
  const options = (await fault.arrange(house, directory)) ?? {};
  const [script, ...words] = command;
  const ended = requireCode(1, await house.work.run(script, words, options), name);
  const told = ended.error.replace(/\d+ problems?\n$/, "");
  assert.match(told, says, `${name}: it says\n${told}${ended.out.slice(-2000)}`);
  // A machine that is off cannot be looked at.
  if (fault.unharmed) await unharmed(house);
  await fault.mend?.(house);
  if (!fault.unharmed) await unharmed(house);
}

/** What requires later that the machines and their disks are as they are now. */
async function requireNothingNew(
  house: SoloHouse,
  name: string,
): Promise<(house: SoloHouse) => Promise<void>> {
  const [before, disk] = [await machinesState(house.machines), house.diskSum()];
  return async ({ machines, diskSum }) => {
    assert.deepEqual(differences(await machinesState(machines), before), [], name);
    assert.equal(diskSum(), disk, name);
  };
}
