import { driver, longhornNamespace } from "../kube/longhorn.ts";

/** A backup of Longhorn, of which it says what claim it is of. */
export interface LonghornBackup {
  readonly metadata: { readonly name: string };
  readonly status?: {
    readonly state?: string;
    readonly url?: string;
    /** Bytes. */
    readonly volumeSize?: string;
    readonly backupCreatedAt?: string;
    readonly volumeName?: string;
    /** `KubernetesStatus` is JSON: the claim that the volume was bound to. */
    readonly labels?: Readonly<Record<string, string>>;
  };
}

export interface ClaimName {
  readonly namespace: string;
  readonly name: string;
}

/** The newest complete backup of a claim, or the newest that is not younger than `at`. */
export function newestBackup(
  backups: readonly LonghornBackup[],
  claim: ClaimName,
  at = Infinity,
): LonghornBackup | undefined {
  return backups
    .filter((one) => one.status?.state === "Completed" && isOf(claim, one))
    .filter((one) => createdAt(one) <= at)
    .sort((a, b) => createdAt(a) - createdAt(b))
    .at(-1);
}

function createdAt({ status }: LonghornBackup): number {
  return Date.parse(status?.backupCreatedAt ?? "");
}

function isOf({ namespace, name }: ClaimName, backup: LonghornBackup): boolean {
  const claim = claimOf(backup);
  return claim?.namespace === namespace && claim.name === name;
}

/** The claim that a backup is of; undefined when its volume had none. */
export function claimOf({ status }: LonghornBackup): ClaimName | undefined {
  try {
    const known = JSON.parse(status?.labels?.["KubernetesStatus"] ?? "{}") as Readonly<
      Record<string, string>
    >;
    const { namespace, pvcName: name } = known;
    return namespace && name ? { namespace, name } : undefined;
  } catch {
    return undefined;
  }
}

/** The label of what was made of a backup. */
export const backupLabel = "strata/backup";

/** What a claim has to be like for the volume that it is given, and what its class asks of volumes. */
export interface Shape {
  readonly storageClassName: string;
  readonly accessModes: readonly string[];
  readonly replicas: number;
  /** Tags of the disks that may hold it; any when there are none. */
  readonly diskSelector: readonly string[];
}

/** What a backup target tells of a volume that it has backups of. */
export interface BackupVolume {
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly volumeName?: string };
  readonly status?: { readonly storageClassName?: string };
}

export interface StorageClass {
  readonly metadata: { readonly name: string };
  readonly parameters?: Readonly<Record<string, string>>;
}

/** As Longhorn shortens them in the label of a backup. */
const modesByLabel: Readonly<Record<string, string>> = {
  rwo: "ReadWriteOnce",
  rwop: "ReadWriteOncePod",
  rwx: "ReadWriteMany",
};

/** What a claim asks for. */
export type Asked = Partial<Pick<Shape, "storageClassName" | "accessModes">>;

/**
 * What the claim asks for, or what the volume of the backup was: a claim that asks for more than a volume offers gets an
 * empty one.
 */
export function shapeOf(
  { status }: LonghornBackup,
  volumes: readonly BackupVolume[],
  classes: readonly StorageClass[],
  asked: Asked = {},
): Shape {
  const volume = volumes.find(
    ({ metadata, spec }) => (spec?.volumeName ?? metadata.name) === status?.volumeName,
  );
  const mode = modesByLabel[status?.labels?.["longhorn.io/volume-access-mode"] ?? "rwo"];
  const {
    storageClassName = volume?.status?.storageClassName || "longhorn",
    accessModes = [mode ?? "ReadWriteOnce"],
  } = asked;
  const { numberOfReplicas = "2", diskSelector = "" } =
    classes.find(({ metadata }) => metadata.name === storageClassName)?.parameters ?? {};
  return {
    storageClassName,
    accessModes,
    replicas: Number(numberOfReplicas),
    diskSelector: diskSelector.split(",").filter((tag) => tag !== ""),
  };
}

/**
 * A volume made of a backup, and what gives it to a claim: no other claim can take it, and the claim, whoever makes it
 * and when, takes no other.
 */
export function restoredObjects(
  { metadata, status = {} }: LonghornBackup,
  claim: ClaimName,
  { storageClassName, accessModes, replicas, diskSelector }: Shape,
  stamp: string,
): { readonly volume: object; readonly persistentVolume: object; readonly name: string } {
  const name = `restored-${stamp}-${claim.name}`;
  const labels = { [backupLabel]: metadata.name };
  const size = status.volumeSize ?? "";
  const isShared = accessModes.includes("ReadWriteMany");
  const volume = {
    apiVersion: "longhorn.io/v1beta2",
    kind: "Volume",
    metadata: { name, namespace: longhornNamespace, labels },
    spec: {
      fromBackup: status.url,
      size,
      numberOfReplicas: replicas,
      diskSelector,
      frontend: "blockdev",
      accessMode: isShared ? "rwx" : "rwo",
    },
  };
  const persistentVolume = {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name, labels },
    spec: {
      capacity: { storage: size },
      accessModes,
      storageClassName,
      persistentVolumeReclaimPolicy: "Delete",
      volumeMode: "Filesystem",
      claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", ...claim },
      csi: { driver, fsType: "ext4", volumeHandle: name },
    },
  };
  return { volume, persistentVolume, name };
}
