import assert from "node:assert/strict";
import { deadRegistries } from "../stand-ins/k3s/images.ts";
import { requireCode } from "../scenarios/workspace.ts";
import type { SoloHouse } from "./house.ts";

/** Of all images of the stand-in charts. */
const registry = "stand-in.test";

const told = new RegExp(
  `waits for "solo: cilium: workloads": not ready: .*container \\S+ waits: ImagePullBackOff: Back-off pulling image "${registry}/\\S+:1": .* Head "https://${registry}/v2/\\S+": dial tcp: lookup ${registry}: no such host`,
);

/** The bootstrap names the image and its registry while it waits, and goes on by itself when that answers again. */
export async function sufferDeadRegistry({ machines, work }: SoloHouse): Promise<void> {
  const setDead = (isDead: boolean): void => {
    for (const machine of machines)
      machine.run(
        "sh",
        "-c",
        isDead ? `echo ${registry} > ${deadRegistries}` : `rm -f ${deadRegistries}`,
      );
  };
  setDead(true);
  let isTold = false;
  const ended = await work.run("bootstrap", ["solo"], {
    onLine(line) {
      if (isTold || !told.test(line)) return;
      isTold = true;
      setDead(false);
    },
  });
  requireCode(0, ended, "a bootstrap with a dead registry of images");
  assert.ok(isTold, `it did not say which image and registry:\n${ended.out}`);
}
