import { ClusterScopes } from "../../build/scope.ts";
import type { LoadBalancer } from "../../model/capability.ts";
import type { Cluster } from "../../model/cluster.ts";
import { hasCapability } from "../../model/provider.ts";

/** What the cluster's provider of `load-balancer` hands over; undefined where there is none. */
export function balancerOf(cluster: Cluster): LoadBalancer | undefined {
  return hasCapability(cluster, "load-balancer")
    ? new ClusterScopes(cluster).from("load-balancer")
    : undefined;
}
