/** The pods of one workload, for the sums of capacity. */
export interface PodRequests {
  readonly name: string;
  /** A number, or one on each node (DaemonSet) or server. */
  readonly replicas: number | "each-node" | "each-server";
  /** A Kubernetes quantity, or a share of what its node has to give such as `12%`; it asks for none when left out. */
  readonly cpu?: string;
  readonly memory?: string;
  /** Its processes share their node's address. */
  readonly hostNetwork?: true;
  /** Taints that its pods bear: those of servers, or any. @default none */
  readonly tolerates?: "servers" | "all";
  /** What it was measured to use beyond what it asks for. */
  readonly measured?: Measured;
}

/** What something uses, by a figure that its makers publish. */
export interface Measured {
  /** Kubernetes quantities. */
  readonly cpu?: string;
  readonly memory?: string;
  /** Where they say so. */
  readonly source: string;
}

/** Volumes that come of an object and are no claims in git. */
export interface VolumeRequests {
  readonly name: string;
  readonly count: number;
  /** A Kubernetes quantity. */
  readonly size: string;
  /** @default the cluster's default class */
  readonly storageClass?: string;
}

/** Where volumes of a StorageClass lie. */
export interface VolumePlace {
  /** The disk of nodes, by its name in `disks`. @default the first, which is the system's */
  readonly disk?: string;
  /** Words that such a disk must have. */
  readonly tags?: readonly string[];
  /** Not on nodes, but where there is this much, as a Kubernetes quantity; unknown when left out. */
  readonly outside?: { readonly size?: string };
  /** Of each volume, on as many nodes. @default 1 */
  readonly copies?: number;
  /** How much of a disk may be promised. @default 1 */
  readonly share?: number;
  /** A volume stays on the node of its first pod, and its pods with it. */
  readonly isLocal?: true;
}

export interface MadeService {
  /** Port name to number. */
  readonly ports: Readonly<Record<string, number>>;
  readonly labels?: Readonly<Record<string, string>>;
}

export type AccessMode = "ReadWriteOnce" | "ReadWriteOncePod" | "ReadOnlyMany" | "ReadWriteMany";

export type VolumeBindingMode = "Immediate" | "WaitForFirstConsumer";

/**
 * What comes into being only when the component runs: a Secret that a Job makes, classes and kinds that an operator
 * makes. What its chart makes is found by rendering it, and a problem here.
 */
export interface RunTime {
  readonly services?: Readonly<Record<string, MadeService>>;
  readonly serviceAccounts?: readonly string[];
  /** Secret name to its keys. */
  readonly secrets?: Readonly<Record<string, readonly string[]>>;
  readonly configMaps?: readonly string[];
  readonly ingressClasses?: readonly string[];
  /** StorageClass name to its binding mode. */
  readonly storageClasses?: Readonly<Record<string, VolumeBindingMode>>;
  /** The class of claims that name none. */
  readonly defaultStorageClass?: string;
  readonly priorityClasses?: readonly string[];
  /** The operator creates the CustomResourceDefinitions that are imported for the chart; the chart holds none. */
  readonly kinds?: true;
  /** Pods that an operator makes of no object that stands in git. */
  readonly pods?: readonly PodRequests[];
}
