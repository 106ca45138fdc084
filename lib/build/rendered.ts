import type { Manifest } from "../kubernetes/manifest.ts";
import type { Capability } from "../model/capability.ts";
import type { Cluster } from "../model/cluster.ts";
import type { Delivery, PodSecurity } from "../model/cluster-data.ts";
import type { Layer } from "../model/definition.ts";
import type { AnyPlacement } from "../model/placement.ts";
import type { IgnoredDifference, Release } from "../model/release.ts";
import type { RunTime } from "../model/run-time.ts";
import type { Probe } from "../model/probe.ts";
import type { Forward } from "../model/scope.ts";
import type { SecretRequest } from "../model/secret.ts";
import type { Traffic } from "../model/traffic.ts";
import type { Problem } from "../problem.ts";

/** A component of a cluster, with everything it puts there as plain data. */
export interface Rendered {
  readonly cluster: Cluster;
  readonly name: string;
  readonly layer: Layer;
  readonly namespace: string;
  /** Absent for what the engine itself adds. */
  readonly placement?: AnyPlacement;
  /** Those of the chart first: `made` of them. Where Argo CD renders it they are what was recorded of it. */
  readonly manifests: readonly Manifest[];
  readonly made: number;
  /** They are of other values than those of the release, or of another version: nothing newer is recorded. */
  readonly isGuessed: boolean;
  /** Nobody knows what its chart makes here, or goes by another cluster's record: what is missed may come with it. */
  readonly isUnseen: boolean;
  readonly release?: Release;
  /** Paths of values that no schema knows, and that Helm was seen to act on. */
  readonly effective: readonly string[];
  /** Who renders the chart. */
  readonly delivery: Delivery;
  /** The chart has a `pre-delete` hook, for which Argo CD puts finalizers of its own on the Application. */
  readonly hasDeleteHook: boolean;
  readonly runTime: RunTime;
  readonly ignoreDifferences: readonly IgnoredDifference[];
  /** The Secrets that it asked the secret store for. */
  readonly secrets: readonly SecretRequest[];
  /** Capabilities that it uses where the cluster has them, with the reason. */
  readonly uses: readonly (readonly [Capability, string])[];
  /** Capabilities that its options called for, with the reason; its definition has others. */
  readonly needs: readonly (readonly [Capability, string])[];
  /** Levels of Pod Security that its namespace must allow, with the reason, beside its definition's. */
  readonly loosened: readonly (readonly [PodSecurity, string])[];
  /** Identity of the object that carries a capability; its workloads carry the others. */
  readonly provided: ReadonlyMap<Capability, string>;
  /** Of its pods, by its definition and by its placement. */
  readonly traffic: Traffic;
  readonly forwards: readonly Forward[];
  readonly probes: readonly Probe[];
  /** What was wrong with its overrides, or kept it from being built: what was found, and what to do. */
  readonly issues: readonly string[];
  /** The same of what a type says, or of what its code threw. */
  readonly faults: readonly Fault[];
}

/** A problem at the place of a component. */
export type Fault = Omit<Problem, "place">;

/** Its code threw: what it makes is not known, and what the cluster lacks may be that. */
export function isBroken({ faults }: Rendered): boolean {
  return faults.some(({ about }) => about === "failure");
}

/** A component with nothing in it. */
export function emptyComponent(
  facts: Pick<Rendered, "cluster" | "name" | "layer" | "namespace">,
): Rendered {
  return {
    ...facts,
    manifests: [],
    made: 0,
    isGuessed: false,
    isUnseen: false,
    effective: [],
    delivery: "helm",
    hasDeleteHook: false,
    runTime: {},
    ignoreDifferences: [],
    secrets: [],
    uses: [],
    needs: [],
    loosened: [],
    provided: new Map(),
    traffic: {},
    forwards: [],
    probes: [],
    issues: [],
    faults: [],
  };
}

/** The objects that the chart of a component makes, whoever renders it. */
export function madeOf({ manifests, made }: Rendered): readonly Manifest[] {
  return manifests.slice(0, made);
}

/** Whether Argo CD renders the chart of a component, so that its objects do not stand in dist/. */
export function isLeftToHelm({ release, delivery }: Rendered): boolean {
  return release !== undefined && delivery === "helm";
}
