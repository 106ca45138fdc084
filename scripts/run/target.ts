import type { Cluster } from "../../lib/model/cluster.ts";
import { fleet } from "../fleet/shipped.ts";
import { failure, unknown } from "../tell/failure.ts";

/** Reads `<cluster>/<name>`. Throws for a cluster that is not there. */
export function readTarget(option: string, target: string): { cluster: Cluster; name: string } {
  const [clusterName = "", name = ""] = target.split("/");
  const cluster = fleet.clusters.find((one) => one.name === clusterName);
  const clusters = fleet.clusters.map((one) => one.name);
  if (clusters.length === 0)
    throw failure(option, "the fleet has no clusters; add one to clusters in clusters/index.ts");
  return cluster ? { cluster, name } : unknown(option, "cluster", clusterName, clusters);
}

/** The one cluster that a command was given. Throws for one that is not there. */
export function clusterNamed(command: string, name: string): Cluster {
  return readTarget(command, name).cluster;
}

/** The clusters of these names; all of the fleet without one. Throws for a cluster that is not there. */
export function readClusters(option: string, names: readonly string[]): readonly Cluster[] {
  if (names.length === 0) return fleet.clusters;
  return names.map((name) => readTarget(option, name).cluster);
}
