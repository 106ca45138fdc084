import type { Fleet } from "../../../lib/model/cluster.ts";
import { generateFleet } from "../../../scripts/bench/generate.ts";

/** So many small clusters; one of them, by its number, has a domain that is none. */
export function manyClusters(count: number, broken: number): Fleet {
  const fleet = generateFleet({ clusters: count, services: 0 });
  const clusters = fleet.clusters.map((cluster, i) =>
    i === broken ? { ...cluster, domain: "no domain" } : cluster,
  );
  return { ...fleet, clusters };
}
