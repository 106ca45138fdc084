/** The pods of one workload, for the sums of capacity. */
export interface PodRequests {
  readonly name: string;
  /** A number, or one on each node (DaemonSet). */
  readonly replicas: number | "each-node";
  /** Kubernetes quantities. */
  readonly cpu: string;
  readonly memory: string;
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
