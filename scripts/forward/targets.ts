import type { Cluster } from "../../lib/model/cluster.ts";
import { minorOf } from "../../lib/model/cluster-data.ts";
import { scopeOfKind } from "../../lib/kubernetes/kinds.ts";
import { renderComponents } from "../../lib/build/render.ts";
import type { Forward } from "../../lib/model/scope.ts";
import { readTarget } from "../run/target.ts";
import { unknown } from "../tell/failure.ts";

/** The forwards of one cluster. */
export interface Targets {
  readonly cluster: Cluster;
  readonly forwards: readonly Forward[];
}

/** What the components of a cluster declare. Nothing else of the cluster is looked at. */
export function forwardsOf(cluster: Cluster): readonly Forward[] {
  const scopes = scopeOfKind(minorOf(cluster.kubernetes.version));
  return renderComponents(cluster, scopes).flatMap(({ forwards }) => forwards);
}

/** Reads `CLUSTER` and `CLUSTER/NAME`. Throws for what is not there. */
export function readTargets(words: readonly string[]): readonly Targets[] {
  const targets = new Map<Cluster, Set<string>>();
  for (const word of words) {
    const { cluster, name } = readTarget("forward", word);
    const names = targets.get(cluster) ?? new Set();
    targets.set(cluster, names);
    const known = forwardsOf(cluster).map((one) => one.name);
    if (name === "") for (const one of known) names.add(one);
    else if (known.includes(name)) names.add(name);
    else unknown("forward", `forward of ${cluster.name}`, name, known);
  }
  return [...targets].map(([cluster, names]) => ({
    cluster,
    forwards: forwardsOf(cluster).filter(({ name }) => names.has(name)),
  }));
}

/** Where a browser or a client goes. */
export function urlOf({ localPort, protocol }: Forward): string {
  return protocol === "tcp" ? `localhost:${localPort}` : `${protocol}://localhost:${localPort}`;
}
