import assert from "node:assert/strict";
import type { TestHosts } from "../hosts/index.ts";
import { fleet, trio } from "../trio/fleet.ts";
import type { TrioHouse } from "../trio/house.ts";
import { startTrioHouse } from "../trio/house.ts";
import { hardened, withoutSudo, wrongKernel } from "../trio/hardened.ts";
import { otherSettings, otherVersions } from "../trio/mismatch.ts";
import { quorum } from "../trio/quorum.ts";
import { refuse } from "../trio/refuse.ts";
import { addCopy, addStorageNode, holdersOf, serveCopies } from "../world/longhorn-copies.ts";
import { findApiServer } from "../world/clusters.ts";
import type { Context, Scenario } from "./scenario.ts";

/** Servers that differ, leave and come back, as a user with sudo has it, with the hardened profile. */
export const servers: Scenario = {
  name: "servers",
  shows:
    "hardened servers join as a user with sudo, none that differs does, and none leaves that etcd or a volume needs",
  isLong: true,
  async run(context: Context) {
    const { directory, say } = context;
    const house = await context.start({ fleet, clusters: [] });
    const trioHouse = await startTrioHouse(house, directory);
    const { work } = trioHouse;
    try {
      await withoutSudo(trioHouse);
      say("a sudo that asks for a password is named with what makes it right");
      await work.must("node", "join", "trio-1");
      await hardened(trioHouse);
      say("the first server is hardened, and its files are root's alone");
      await otherVersions(trioHouse);
      say("a server of another version does not join, and leaves no trace");
      await otherSettings(trioHouse);
      say(
        "a server of other settings does not join: Strata says it, and k3s what Strata cannot know",
      );
      for (const name of ["trio-2", "trio-3", "trio-4", "trio-5"])
        await work.must("node", "join", name);
      await wrongKernel(trioHouse);
      say("a kernel with another value is refused, and set right; a reboot keeps it");
      await quorum(trioHouse);
      say(
        "a server leaves with its member of etcd, and comes back; so does one that was given up; none leaves that etcd needs",
      );
      await copies(trioHouse, house, directory, say);
    } finally {
      trioHouse.stop();
    }
  },
};

async function copies(
  trioHouse: TrioHouse,
  house: TestHosts,
  directory: string,
  say: Context["say"],
): Promise<void> {
  const { work } = trioHouse;
  const { kube } = (await findApiServer(trio, house, directory, "127.0.1.9"))!;
  const stop = await serveCopies(kube);
  try {
    await addCopy(kube, "pvc-photos", "trio-4");
    await addCopy(kube, "pvc-photos", "trio-5");
    for (const name of ["trio-4", "trio-5"]) await addStorageNode(kube, name);
    await refuse(
      trioHouse,
      ["remove", "trio-5"],
      /^trio-5: holds copies of pvc-photos that no other node of Longhorn can take; add a worker with a disk for volumes first, or have Longhorn keep fewer copies of them\n/,
    );
    assert.equal(
      await trioHouse.kubectl("get", "node", "trio-5", "--output=jsonpath={.spec.unschedulable}"),
      "",
    );
    say("a worker stays while a volume has no other place");
    await work.must("node", "join", "trio-6");
    await addStorageNode(kube, "trio-6");
    const removed = await work.must("node", "remove", "trio-5", "--verbose");
    assert.match(removed, /kubectl cordon trio-5/);
    assert.deepEqual(await holdersOf(kube, "pvc-photos"), ["trio-4", "trio-6"]);
    assert.doesNotMatch(await trioHouse.kubectl("get", "nodes", "--output=name"), /trio-5/);
    say("its copy moves to a new worker, and then it leaves");
  } finally {
    stop();
  }
}
