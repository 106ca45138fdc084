import type { Rendered } from "../build/rendered.ts";
import type { Cluster } from "../model/cluster.ts";
import type { OrderedCluster } from "./applications.ts";

/** One cluster, rendered and ordered. */
export interface ClusterPlan extends OrderedCluster {
  readonly cluster: Cluster;
  readonly components: readonly Rendered[];
}
