import type { ImportedChart } from "./chart.ts";
import type { HookDecision } from "../helm/hooks.ts";
import type { Patch } from "../helm/patch.ts";

/** The pods of one workload of a chart, for the sums of capacity. */
export interface PodRequests {
  readonly name: string;
  /** A number, or one on each node (DaemonSet). */
  readonly replicas: number | "each-node";
  /** Kubernetes quantities, as the values set them. */
  readonly cpu: string;
  readonly memory: string;
  /** An operator makes them: they are not among the chart's own objects. */
  readonly isMadeLater?: true;
}

export interface MadeService {
  /** Port name to number. */
  readonly ports: Readonly<Record<string, number>>;
  readonly labels?: Readonly<Record<string, string>>;
}

export type VolumeBindingMode = "Immediate" | "WaitForFirstConsumer";

/** What the chart makes, with these values, that other objects refer to. */
export interface Made {
  readonly services?: Readonly<Record<string, MadeService>>;
  readonly serviceAccounts?: readonly string[];
  /** Secret name to its keys. */
  readonly secrets?: Readonly<Record<string, readonly string[]>>;
  /** Names of those that hold configuration without a credential in it: they may stand in dist/, and are searched. */
  readonly plainSecrets?: readonly string[];
  readonly configMaps?: readonly string[];
  readonly ingressClasses?: readonly string[];
  /** StorageClass name to its binding mode. */
  readonly storageClasses?: Readonly<Record<string, VolumeBindingMode>>;
  /** The class of claims that name none. */
  readonly defaultStorageClass?: string;
  readonly priorityClasses?: readonly string[];
  /** Namespaces beside its own that it puts objects in. */
  readonly namespaces?: readonly string[];
  /** Cluster-scoped kinds beside CustomResourceDefinition, as `group/Kind`. */
  readonly clusterKinds?: readonly string[];
}

/** Fields that something else than git owns. One narrow entry each, with its reason beside it. */
export interface IgnoredDifference {
  readonly group?: string;
  readonly kind: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly jsonPointers?: readonly string[];
  readonly jqPathExpressions?: readonly string[];
}

/** A Helm chart with its values, as Argo CD gets it. */
export interface Release {
  readonly chart: ImportedChart;
  /** Helm's release name; the component's name by default. */
  readonly name: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Paths of values that are set though the chart has the same by default, each with the reason. */
  readonly stated: Readonly<Record<string, string>>;
  readonly makes: Made;
  readonly pods: readonly PodRequests[];
  readonly ignoreDifferences: readonly IgnoredDifference[];
  /** The operator creates its CustomResourceDefinitions when it runs; the chart holds none. */
  readonly crdsAtRunTime: boolean;
  /** The chart has a `pre-delete` hook, for which Argo CD puts finalizers of its own on the Application. */
  readonly hasDeleteHook: boolean;
  /** How the chart's objects are changed where synth renders it. Argo CD does none of this: those clusters refuse. */
  readonly changes: ChartChanges;
}

/** Each entry fails when the chart makes no such object. Objects are named `<Kind>/<name>`. */
export interface ChartChanges {
  readonly patches?: readonly Patch[];
  readonly drop?: readonly string[];
  /** What becomes of a Helm hook; see `decideHook` for what happens without an entry. */
  readonly hooks?: Readonly<Record<string, HookDecision>>;
}

export type ReleaseInput = Partial<Omit<Release, "chart" | "values">> &
  Pick<Release, "chart" | "values">;
