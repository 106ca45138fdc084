import { longhornNamespace } from "../kube/longhorn.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import { listOf } from "../kube/kubectl.ts";
import { failure } from "../tell/failure.ts";
import type { Step } from "../run/step.ts";
import type {
  Asked,
  BackupVolume,
  ClaimName,
  LonghornBackup,
  Shape,
  StorageClass,
} from "./volume-objects.ts";
import { backupLabel, newestBackup, restoredObjects, shapeOf } from "./volume-objects.ts";

interface LiveVolume {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly claimRef?: ClaimName };
  readonly status?: {
    readonly phase?: string;
    readonly restoreRequired?: boolean;
    readonly restoreInitiated?: boolean;
    readonly state?: string;
  };
}

export interface VolumeRestore {
  readonly kubectl: Kubectl;
  readonly claim: ClaimName;
  readonly backup: LonghornBackup;
  readonly shape: Shape;
  readonly stamp: string;
}

/** Every backup that Longhorn finds at its target. */
export async function longhornBackups(kubectl: Kubectl): Promise<readonly LonghornBackup[]> {
  const found = await kubectl.get<{ items: LonghornBackup[] }>(
    "backups.longhorn.io",
    `--namespace=${longhornNamespace}`,
  );
  return found?.items ?? [];
}

/** Tells what the volume of a backup was like. */
export async function shapes(
  kubectl: Kubectl,
): Promise<(backup: LonghornBackup, asked?: Asked) => Shape> {
  const [volumes, classes] = await Promise.all([
    kubectl.get<{ items: BackupVolume[] }>(
      "backupvolumes.longhorn.io",
      `--namespace=${longhornNamespace}`,
    ),
    kubectl.get<{ items: StorageClass[] }>("storageclasses"),
  ]);
  return (backup, asked) => shapeOf(backup, volumes?.items ?? [], classes?.items ?? [], asked);
}

/** Throws when there is none. */
export async function backupOf(
  kubectl: Kubectl,
  claim: ClaimName,
  at?: string,
): Promise<LonghornBackup> {
  const until = at === undefined ? Infinity : Date.parse(at);
  if (Number.isNaN(until))
    throw failure("--at", `"${at}" is no time; write it as 2026-11-21T15:00:00Z`);
  const found = newestBackup(await longhornBackups(kubectl), claim, until);
  if (found) return found;
  const look = kubectl.line("get", "backups.longhorn.io", "-n", longhornNamespace);
  throw failure(
    `${kubectl.cluster.name}/${claim.namespace}/${claim.name}`,
    `has no complete backup${at === undefined ? "" : ` of ${at} or before`}; see what there is with: ${look}`,
  );
}

/**
 * A volume with the data of the backup, waiting for its claim. What an earlier run made of the same backup and nobody
 * has used is taken as it is.
 */
export function volumeSteps({ kubectl, claim, backup, shape, stamp }: VolumeRestore): Step[] {
  const title = `${kubectl.cluster.name}/${claim.namespace}/${claim.name}`;
  const selector = `--selector=${backupLabel}=${backup.metadata.name}`;
  const made = restoredObjects(backup, claim, shape, stamp);
  const unused = async (): Promise<LiveVolume | undefined> => {
    const found = await kubectl.get<{ items: LiveVolume[] }>("persistentvolumes", selector);
    return found?.items.find(
      ({ spec, status }) =>
        spec.claimRef?.name === claim.name &&
        spec.claimRef.namespace === claim.namespace &&
        status?.phase !== "Released",
    );
  };
  const live = (): Promise<LiveVolume | undefined> =>
    kubectl.get<LiveVolume>("volumes.longhorn.io", made.name, `--namespace=${longhornNamespace}`);
  return [
    {
      name: `${title}: a volume has the data of ${backup.metadata.name}`,
      host: "here",
      async isDone() {
        if (await unused()) return true;
        const { restoreInitiated, restoreRequired } = (await live())?.status ?? {};
        return restoreInitiated === true && restoreRequired === false;
      },
      actions: () => [kubectl.apply(listOf([made.volume]))],
      waitSeconds: 6 * 3600,
      why: async () => `the volume is ${(await live())?.status?.state ?? "not there"}`,
      look: kubectl.line("describe", "volumes.longhorn.io", made.name, "-n", longhornNamespace),
    },
    {
      name: `${title}: that volume waits for the claim`,
      host: "here",
      isDone: async () => (await unused()) !== undefined,
      actions: () => [kubectl.apply(listOf([made.persistentVolume]))],
      look: kubectl.line("get", "persistentvolumes", selector),
    },
  ];
}
