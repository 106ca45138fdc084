import type { Allowances } from "./allowance.ts";
import type { Capability } from "./capability.ts";
import type { Delivery } from "./cluster-data.ts";
import type { AnyDefinition, Provision } from "./definition.ts";
import type { HookDecision } from "./hook.ts";
import type { Patch } from "./patch.ts";
import type { IgnoredDifference } from "./release.ts";
import type { Traffic } from "./traffic.ts";

/** What is set of a chart's values: null deletes the chart's own, lists are replaced. */
export type ValuesOverride<Values> = Values extends readonly unknown[]
  ? Values
  : Values extends object
    ? { readonly [Key in keyof Values]?: ValuesOverride<Values[Key]> | null }
    : Values;

/** The second argument of every component: what is otherwise in this placement, beside its options. */
export interface Overrides<Values = Readonly<Record<string, unknown>>> {
  /** Values of its chart, over those that the component sets. */
  readonly values?: ValuesOverride<Values>;
  /** Changes of its objects, and of its chart's where synth renders it. */
  readonly patches?: readonly Patch[];
  /** Objects that are left out, as `<Kind>/<name>`. */
  readonly drop?: readonly string[];
  /** What becomes of its chart's hooks, by `<Kind>/<name>`. */
  readonly hooks?: Readonly<Record<string, HookDecision>>;
  /** @default the cluster's `charts.delivery` */
  readonly delivery?: Delivery;
  /** Fields that something else than git owns, beside those that the component names. */
  readonly ignoreDifferences?: readonly IgnoredDifference[];
  /**
   * Why a text that looks like a credential is none, by where it stands: `values.a.b`, or `ConfigMap/settings data.note`.
   */
  readonly notSecret?: Readonly<Record<string, string>>;
  /** Who else connects to its pods, and to whom they connect, beside what the component says of it. */
  readonly traffic?: Traffic;
  /** What a change may do to its objects though the gate of a review refuses it, by `<Kind>/<name>`, each with the reason. */
  readonly allow?: Allowances;
  /** Name of its Application. @default the component's */
  readonly name?: string;
  /** @default the component's */
  readonly namespace?: string;
}

/** A component with its options, as a cluster lists it. */
export interface Placement<
  Name extends string = string,
  Needs extends Capability = never,
  Provides extends Capability = never,
> {
  readonly name: Name;
  readonly needs: Readonly<Record<Needs, string>>;
  readonly provides: readonly Provides[];
  readonly provisions: Readonly<Partial<Record<Capability, Provision>>>;
  readonly definition: AnyDefinition;
  readonly options: unknown;
  readonly overrides: Overrides;
}

// The parameters are contravariant: only `any` lets every component stand in one list.
// oxlint-disable-next-line no-explicit-any
export type AnyPlacement = Placement<string, any, any>;

export function namespaceOf({ definition, options, overrides }: AnyPlacement): string {
  if (typeof overrides.namespace === "string") return overrides.namespace;
  return typeof definition.namespace === "string"
    ? definition.namespace
    : definition.namespace(options);
}
