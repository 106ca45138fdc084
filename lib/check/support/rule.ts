import type { Cluster, Fleet } from "../../model/cluster.ts";
import type { PlacedObjects } from "../../model/house-rules.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";

/** Looks at one rendered cluster. */
export type ClusterRule = (plan: ClusterPlan, fleet: Fleet) => Iterable<Problem>;

/** Looks at the data of all clusters together. */
export type FleetRule = (fleet: Fleet, facts: readonly ClusterFacts[]) => Iterable<Problem>;

/** What the rules over the whole fleet need to know of a rendered cluster: the rest of it is free to go. */
export interface ClusterFacts {
  readonly cluster: Cluster;
  /** Hostname to the component that serves it. */
  readonly hostnames: readonly (readonly [hostname: string, component: string])[];
  /** Names as Argo CD knows them, with the component of each. */
  readonly applications: readonly (readonly [name: string, component: string])[];
  /** Clusters that its Argo CD is told of by a Secret, by name. */
  readonly syncs: readonly string[];
  /** Of all its components, where rules of the house look at the whole fleet. */
  readonly placed: readonly PlacedObjects[];
}

export function problemAt(
  cluster: Cluster,
  component: string | undefined,
  message: string,
  about?: string,
): Problem {
  return {
    place: component === undefined ? cluster.name : `${cluster.name}/${component}`,
    message,
    ...(about !== undefined && { about }),
  };
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[], word: "and" | "or" = "and"): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} ${word} ${last}`;
}

/** The spec of an object, of which nothing is certain to be there. */
export function specOf<Spec>(manifest: Manifest): Partial<Spec> {
  return manifest["spec"] ?? {};
}
