import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { FleetError } from "../../../lib/problem.ts";
import { backupSteps, claimsOf } from "../../../scripts/backup/longhorn.ts";
import { findClaim, releaseSteps, resumeSteps } from "../../../scripts/restore/swap.ts";
import { backupOf, shapes, volumeSteps } from "../../../scripts/restore/volume.ts";
import { startLonghorn } from "../longhorn.ts";
import { until } from "../wait.ts";
import type { Alone } from "./control-plane-alone.ts";
import { onControlPlane } from "./control-plane-alone.ts";
import type { Context, Scenario } from "./scenario.ts";

const [name, hub] = ["edge", "management"];
const claim = { namespace: "default", name: "data" };
const claimPath = "/api/v1/namespaces/default/persistentvolumeclaims/data";

/** Backup and restore of a volume by the commands' own steps, on a real API server with a Longhorn that is played. */
export const volumes: Scenario = {
  name: "volumes",
  seconds: 60,
  shows: "a volume is backed up, and its claim comes back with the data of the backup",
  isLong: true,

  // Its Argo CD is the hub's: here the same API server.
  run: (context) =>
    onControlPlane(context, [name, hub], async (alone) => {
      const stop = await startLonghorn(alone.server.kube);
      try {
        await backUpAndRestore(alone, context);
      } finally {
        stop();
      }
    }),
};

async function backUpAndRestore(alone: Alone, { say }: Context): Promise<void> {
  const { run } = alone;
  const { kube } = alone.server;
  const kubectl = alone.kubectl(name);
  const volumeOf = async (): Promise<string | undefined> => {
    const found = await kube.get(claimPath);
    return found?.["status"]?.phase === "Bound" ? found["spec"].volumeName : undefined;
  };
  const pods = async (): Promise<number> =>
    (await kube.list("/api/v1/namespaces/default/pods")).length;
  await until("the claim with its volume", async () => (await volumeOf()) === "pvc-1", 60);
  await until("two pods", async () => (await pods()) === 2, 60);

  const claims = await claimsOf(kubectl);
  for (const one of claims) await run(backupSteps(kubectl, one, "20261121"));
  const backup = await backupOf(kubectl, claim);
  say(`${claims.length} volume is backed up`);

  const live = await findClaim(kubectl, claim);
  const swap = { kubectl, argo: kubectl, claim, live };
  const shape = (await shapes(kubectl))(backup);
  const restore = { kubectl, claim, backup, shape, stamp: "20261122" };
  // As if it had been killed in the middle, where the claim is gone.
  await run([volumeSteps(restore)[0]!, ...releaseSteps(swap)]);
  require("the claim", await kube.get(claimPath), undefined);
  require("pods that use it", await pods(), 0);
  await run([...volumeSteps(restore), ...resumeSteps(swap)]);

  await until(
    "the claim with the restored volume",
    async () => (await volumeOf()) === "restored-20261122-data",
    60,
  );
  await until("two pods again", async () => (await pods()) === 2, 60);
  const application = await kube.get(
    "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/app",
  );
  require("annotations that hold Argo CD", Object.keys(
    application?.metadata.annotations ?? {},
  ).join(), "");
  say("the claim has the volume of the backup, and everything runs again");

  const place = `${name}/${claim.namespace}/${claim.name}`;
  await command("backup", "volume", place);
  await command("restore", "volume", place, "--confirm", claim.name);
  await until(
    "the claim with another volume",
    async () => /^restored-(?!20261122)/.test((await volumeOf()) ?? ""),
    60,
  );
  await until("two pods once more", async () => (await pods()) === 2, 60);
  say("the commands do the same from end to end");
}

/** `npm run <command> -- <words>`, which must end well. */
async function command(script: string, ...words: string[]): Promise<void> {
  const path = fileURLToPath(new URL(`../../../scripts/commands/${script}.ts`, import.meta.url));
  await promisify(execFile)(process.execPath, [...process.execArgv, path, ...words]);
}

function require(what: string, found: unknown, wanted: unknown): void {
  if (found === wanted) return;
  const message = `${what}: ${JSON.stringify(found)}; it had to be ${String(wanted)}`;
  throw new FleetError([{ place: "volumes", message }]);
}
