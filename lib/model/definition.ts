import type { ChartName, ImportedChart, ValuesOf } from "../kubernetes/chart.ts";
import type { About } from "./about.ts";
import type { Capabilities, Capability } from "./capability.ts";
import type { Architecture, ClusterData, Node, PodSecurity } from "./cluster-data.ts";
import type { Distribution } from "./distribution.ts";
import type { Kinds } from "./kind.ts";
import type { ChartChanges, IgnoredDifference } from "./release.ts";
import type { AccessMode, Measured, RunTime, VolumePlace } from "./run-time.ts";
import type { Scope } from "./scope.ts";
import type { Traffic } from "./traffic.ts";

export const layers = [
  "networking",
  "storage",
  "security",
  "platform",
  "observability",
  "apps",
] as const;
export type Layer = (typeof layers)[number];

/** A chart of charts.lock.yaml by its name, or one that is described in place. */
export type AnyChart = ChartName | ImportedChart;

export type Reasons<Needs extends Capability> = Readonly<Record<Needs, string>>;

/** What is handed over, or how it is made in the provider's scope. */
export type Provision<Value = unknown, Options = unknown> =
  | Value
  | ((scope: Scope, options: Options) => Value);

type Provisions<Provides extends Capability, Options> = {
  readonly [Name in Provides]: Provision<Capabilities[Name], Options>;
};

/** The values of its chart as they are in the end, those of the placement among them. */
export type AnyValues = Readonly<Record<string, unknown>>;

/** A value, or how the options make it. */
type Of<Options, Value> = Value | ((options: Options) => Value);

/** What a node must have for a component: labels and annotations that the bootstrap sets. */
export interface NodeNeeds {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * What a component is: what nobody else knows, and nothing that a machine can find out.
 *
 * @example
 * export const podinfo = defineComponent({
 *   name: "podinfo",
 *   layer: "apps",
 *   namespace: "podinfo",
 *   chart: "podinfo",
 *   values: () => ({ replicaCount: 2 }),
 * });
 */
export interface ComponentDefinition<
  Name extends string,
  Options,
  Needs extends Capability,
  Provides extends Capability,
  Chart extends AnyChart,
> {
  readonly name: Name;
  /** The folder it stands in. */
  readonly layer: Layer;
  readonly about?: About;
  readonly namespace: Of<Options, string>;
  /**
   * The loosest Pod Security level that its pods may ask of the namespace: it gets the strictest that all pods there
   * pass, and this one where they are not known. @default "baseline"
   */
  readonly podSecurity?: PodSecurity;
  /** Further namespaces that it brings for pods of its own, each with such a level. */
  readonly namespaces?: Readonly<Record<string, PodSecurity>>;
  /** Capability to the reason why it is needed, in words that finish "it needs <capability>: ". */
  readonly needs?:
    | Reasons<Needs>
    | ((options: Options) => Readonly<Partial<Record<Capability, string>>>);
  /** What it hands over to those who need it; by its options, where not all do. */
  readonly provides?:
    | Provisions<Provides, Options>
    | ((options: Options) => Partial<Provisions<Provides, Options>>);
  /** Architectures its images exist for; its pods are kept on such nodes. @default both */
  readonly architectures?: readonly Architecture[];
  /** How volumes of its StorageClasses can be mounted. @default as any claim asks for */
  readonly accessModes?: readonly AccessMode[];
  /** Distinguishes several placements in one cluster: appended to the name. */
  instance?(options: Options): string | undefined;
  /** Problems of these options on this cluster, as `<what was found>; <what to do>`. */
  check?(options: Options, cluster: ClusterData): Iterable<string>;

  readonly chart?: Chart;
  /** Helm's release name. @default the placement's name */
  readonly releaseName?: string;
  /** Values of the chart. Touches neither disk nor network. */
  values?(scope: Scope, options: Options): ValuesOf<Chart>;
  /** Adds what stands beside the chart. Touches neither disk nor network. */
  objects?(scope: Scope, options: Options): void;
  /** Paths of values that are set though the chart has the same by default, each with the reason. */
  readonly stated?: Readonly<Record<string, string>>;
  /** Names of the chart's Secrets that hold no credential: they may stand in dist/, and are searched. */
  readonly plainSecrets?: readonly string[];
  readonly changes?: ChartChanges;
  readonly ignoreDifferences?: readonly IgnoredDifference[];

  /** What is known of the kinds that it brings. */
  readonly kinds?: Kinds;
  /** What comes into being only when it runs. */
  readonly atRunTime?: RunTime | ((scope: Scope, options: Options, values: AnyValues) => RunTime);
  /** By the names of containers that ask for nothing: what they were measured to use. */
  readonly measured?: Readonly<Record<string, Measured>>;
  /** By StorageClass, where its volumes lie. */
  places?(options: Options, values: AnyValues): Readonly<Record<string, VolumePlace>>;
  /** Who connects to its pods and to whom they connect, where no object says so. */
  readonly traffic?: Traffic | ((scope: Scope, options: Options) => Traffic);
  /** Secrets in its namespace that the bootstrap makes, with their keys: name to keys. */
  readonly bootstrapSecrets?: Of<Options, Readonly<Record<string, readonly string[]>>>;
  /** What it needs of a node. */
  node?(node: Node, options: Options, distribution: Distribution): NodeNeeds | undefined;
}

// The parameters are contravariant: only `any` lets every component stand in one list.
// oxlint-disable-next-line no-explicit-any
export type AnyDefinition = ComponentDefinition<string, any, Capability, Capability, AnyChart>;
