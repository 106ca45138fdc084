import type { Cluster, Fleet } from "../model/cluster.ts";
import { argoClusterOf } from "../model/cluster.ts";
import { providerOf } from "../model/provider.ts";
import { ClusterScopes } from "./scope.ts";

/** IDs of the keys, by one of which the branch has to be signed for the Argo CD that syncs a cluster; empty: by none. */
export function signersOf(fleet: Fleet, cluster: Cluster): readonly string[] {
  const argo = argoClusterOf(fleet, cluster) as Cluster | undefined;
  if (!argo || !providerOf(argo, "deployer")) return [];
  return new ClusterScopes(argo).from("deployer").signers ?? [];
}
