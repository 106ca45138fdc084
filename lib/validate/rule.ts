import type { Cluster, Fleet } from "../cluster.ts";
import type { ClusterPlan } from "../plan.ts";
import type { Problem } from "../problem.ts";

/** Looks at one rendered cluster. */
export type ClusterRule = (plan: ClusterPlan, fleet: Fleet) => Iterable<Problem>;

/** Looks at the data of all clusters together. */
export type FleetRule = (fleet: Fleet, facts: readonly ClusterFacts[]) => Iterable<Problem>;

/** What the rules over the whole fleet need to know of a rendered cluster. */
export interface ClusterFacts {
  readonly cluster: Cluster;
  /** Hostname to the component that serves it. */
  readonly hostnames: readonly (readonly [hostname: string, component: string])[];
}

export function problemAt(
  cluster: Cluster,
  component: string | undefined,
  message: string,
): Problem {
  return {
    place: component === undefined ? cluster.name : `${cluster.name}/${component}`,
    message,
  };
}
