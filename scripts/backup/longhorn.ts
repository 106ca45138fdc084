import type { Kubectl } from "../kube/kubectl.ts";
import { listOf } from "../kube/kubectl.ts";
import { driver, longhornNamespace } from "../kube/longhorn.ts";
import type { Step } from "../run/step.ts";

const apiVersion = "longhorn.io/v1beta2";

/** A claim that Longhorn keeps the data of. */
export interface Claim {
  readonly namespace: string;
  readonly name: string;
  /** Longhorn's own name of its volume. */
  readonly volume: string;
}

interface VolumeList {
  readonly items: readonly {
    readonly spec: {
      readonly csi?: { readonly driver: string; readonly volumeHandle: string };
      readonly claimRef?: { readonly namespace: string; readonly name: string };
    };
  }[];
}

/** The claims of a cluster that are bound to volumes of Longhorn. */
export async function claimsOf(kubectl: Kubectl): Promise<Claim[]> {
  const found = await kubectl.get<VolumeList>("persistentvolumes");
  return (found?.items ?? []).flatMap(({ spec: { csi, claimRef } }) =>
    csi?.driver === driver && claimRef
      ? [{ namespace: claimRef.namespace, name: claimRef.name, volume: csi.volumeHandle }]
      : [],
  );
}

/** The snapshot comes first: a backup of one that is not there never ends. */
export function backupObjects({ volume }: Claim, stamp: string): [object, object] {
  const metadata = { name: `strata-${stamp}-${volume}`, namespace: longhornNamespace };
  const snapshot = {
    apiVersion,
    kind: "Snapshot",
    metadata,
    spec: { volume, createSnapshot: true },
  };
  const backup = {
    apiVersion,
    kind: "Backup",
    // Longhorn's webhook wants the label.
    metadata: { ...metadata, labels: { "backup-volume": volume } },
    spec: { snapshotName: metadata.name },
  };
  return [snapshot, backup];
}

interface LonghornObject {
  readonly status?: {
    readonly readyToUse?: boolean;
    readonly state?: string;
    readonly error?: string;
  };
}

/** A snapshot of a volume, and its backup to Longhorn's own target. */
export function backupSteps(kubectl: Kubectl, claim: Claim, stamp: string): Step[] {
  const [snapshot, backup] = backupObjects(claim, stamp);
  const title = `${kubectl.cluster.name}/${claim.namespace}/${claim.name}`;
  const { name } = (backup as { metadata: { name: string } }).metadata;
  const read = (kind: string): Promise<LonghornObject | undefined> =>
    kubectl.get<LonghornObject>(`${kind}.longhorn.io`, name, "-n", longhornNamespace);
  const stepOf = (what: string, kind: string, object: object, isGood: Judge): Step => ({
    name: `${title}: ${what}`,
    host: "here",
    isDone: async () => isGood((await read(kind))?.status ?? {}),
    actions: () => [kubectl.apply(listOf([object]))],
    waitSeconds: 3600,
    why: async () => (await read(kind))?.status?.error ?? "",
    look: kubectl.line("describe", `${kind}.longhorn.io`, name, "-n", longhornNamespace),
  });
  return [
    stepOf("has a snapshot", "snapshots", snapshot, ({ readyToUse }) => readyToUse === true),
    stepOf("is backed up", "backups", backup, ({ state }) => state === "Completed"),
  ];
}

type Judge = (status: NonNullable<LonghornObject["status"]>) => boolean;
