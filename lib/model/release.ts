import type { HookDecision } from "./hook.ts";
import type { ImportedChart } from "../kubernetes/chart.ts";
import type { Patch } from "./patch.ts";

/** Fields that something else than git owns. One narrow entry each, with its reason beside it. */
export interface IgnoredDifference {
  readonly group?: string;
  readonly kind: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly jsonPointers?: readonly string[];
  readonly jqPathExpressions?: readonly string[];
}

/** A Helm chart with its values. */
export interface Release {
  readonly chart: ImportedChart;
  /** Hash of the git tree of a chart that is a directory of the repository, where Argo CD renders it. */
  readonly tree?: string;
  /** Helm's release name. */
  readonly name: string;
  /** A null deletes what the chart has by default. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Paths of values that are set though the chart has the same by default, each with the reason. */
  readonly stated: Readonly<Record<string, string>>;
  /** Names of Secrets that hold configuration without a credential in it: they may stand in dist/, and are searched. */
  readonly plainSecrets: readonly string[];
  /** The same chart stands before it in the cluster, and brings the definitions of its `crds/`. */
  readonly skipsCrds?: true;
  readonly changes: ChartChanges;
}

/**
 * How objects of a chart are changed where synth renders it; Argo CD does none of this. Each entry fails when the chart
 * makes no such object. Objects are named `<Kind>/<name>`.
 */
export interface ChartChanges {
  readonly patches?: readonly Patch[];
  readonly drop?: readonly string[];
  /** What becomes of a Helm hook; see `decideHook` for what happens without an entry. */
  readonly hooks?: Readonly<Record<string, HookDecision>>;
}
