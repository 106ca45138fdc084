import type { Mount } from "./container-options.ts";

/** A volume, and where the app itself mounts it. */
interface Mounted extends Omit<Mount, "path"> {
  /** Where the app mounts it; left out, only its sidecars and init containers do. */
  readonly path?: string;
}

/** A claim of the app's own. */
export interface ClaimedVolume extends Mounted {
  /** A Kubernetes quantity; it can grow, where the class allows it, never shrink. */
  readonly size: string;
  /** @default the cluster's default class */
  readonly storageClass?: string;
  /** `ReadWriteMany`: mounted on several nodes at a time, where the class can. @default "ReadWriteOnce" */
  readonly access?: "ReadWriteOnce" | "ReadWriteOncePod" | "ReadWriteMany" | "ReadOnlyMany";
  /** One for each replica, which finds its own again: the app is a StatefulSet. @default false */
  readonly perReplica?: boolean;
}

/** A claim that is there already, by name. */
export interface ExistingClaim extends Mounted {
  readonly claim: string;
}

/** Empty when a pod starts, gone when it goes. */
export interface EmptyVolume extends Mounted {
  readonly emptyDir: {
    /** The most that it holds. @default what the node has, or the memory limit */
    readonly size?: string;
    /** `Memory`: counts as memory of the pod, as Docker's `tmpfs` and `shm_size`. @default the node's disk */
    readonly medium?: "Memory";
  };
}

/** An export of a file server: level `baseline`. */
export interface NfsVolume extends Mounted {
  readonly nfs: { readonly server: string; readonly path: string };
  /** Why it is no claim of a class. */
  readonly reason: string;
}

/** A directory of the node, wherever the pod stands: level `privileged`. */
export interface HostVolume extends Mounted {
  readonly hostPath: string;
  /** Why it is no claim of a class. */
  readonly reason: string;
}

export type AppVolume = ClaimedVolume | ExistingClaim | EmptyVolume | NfsVolume | HostVolume;

export function isClaimed(volume: AppVolume): volume is ClaimedVolume {
  return "size" in volume;
}

/** Whether a volume is on one node at a time. */
export function isForOneNode({ access = "ReadWriteOnce" }: ClaimedVolume): boolean {
  return access === "ReadWriteOnce" || access === "ReadWriteOncePod";
}
