import { signersOf } from "../../build/signers.ts";
import type { Cluster, Fleet } from "../../model/cluster.ts";
import type { Problem } from "../../problem.ts";
import { formats } from "../../kubernetes/schema/formats.ts";
import type { ClusterFacts, FleetRule } from "../support/rule.ts";
import { listed, problemAt } from "../support/rule.ts";
import { didYouMean } from "../../words.ts";

/** Clusters have names of their own, and each has an Argo CD that knows it. */
export const fleetNames: FleetRule = function* fleetNames(fleet, facts) {
  yield* clusterNames(fleet);
  yield* hubIssues(fleet, facts);
  yield* unsigned(fleet);
  yield* applicationNames(fleet, facts);
};

function* clusterNames({ clusters }: Fleet): Iterable<Problem> {
  if (clusters.length === 0)
    yield { place: "fleet", message: "has no clusters; add one to clusters in clusters/index.ts" };
  const names = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of clusters) (names.has(name) ? twice : names).add(name);
  for (const name of twice)
    yield { place: name, message: "is the name of two clusters; rename one" };
  for (const name of names) {
    if (name === "" || !formats["dns-label"]!.test(name))
      yield {
        place: name || "fleet",
        message: `has a name that is not ${formats["dns-label"]!.is}; rename it`,
      };
  }
}

function* hubIssues({ hub, clusters }: Fleet, facts: readonly ClusterFacts[]): Iterable<Problem> {
  const names = clusters.flatMap(({ name }) => name || []);
  if (names.length === 0) return;
  if (hub === undefined) {
    for (const one of clusters.filter(({ argocd }) => argocd === "hub"))
      yield problemAt(
        one,
        undefined,
        'has argocd "hub", and the fleet has no hub; set its hub to the cluster whose Argo CD syncs this one, or argocd to "self"',
      );
    return;
  }
  const cluster = clusters.find(({ name }) => name === hub);
  if (!cluster) {
    const todo = didYouMean(hub, names) ?? `use ${listed(names, "or")}`;
    yield { place: "fleet", message: `hub "${hub}" is no cluster of the fleet; ${todo}` };
    return;
  }
  if (cluster.argocd !== "self") {
    yield problemAt(
      cluster,
      undefined,
      'is the hub, but has argocd "hub", so nothing syncs it; set argocd to "self"',
    );
  }
  // A hub that names no cluster at all has them registered by hand.
  const synced = facts.find((fact) => fact.cluster === cluster)?.syncs ?? [];
  if (synced.length === 0) return;
  for (const one of clusters) {
    if (one === cluster || one.argocd !== "hub" || synced.includes(one.name)) continue;
    const todo = didYouMean(
      one.name,
      synced.filter((name) => !names.includes(name)),
    );
    yield problemAt(
      one,
      undefined,
      `has argocd "hub", but the Argo CD of ${hub} knows only ${listed(synced)}; ${todo ?? `add ${one.name} to its clusters`}`,
    );
  }
}

/** The root is signed for; what it deploys is where it names commits. */
function* unsigned(fleet: Fleet): Iterable<Problem> {
  for (const cluster of fleet.clusters) {
    if (cluster.revision === "pinned" || signersOf(fleet, cluster).length === 0) continue;
    yield problemAt(
      cluster,
      undefined,
      `has revision "branch", and its Argo CD asks for signatures, which would cover its root alone; set revision to "pinned", or leave out the keys`,
    );
  }
}

/** Two clusters that one Argo CD syncs can make the same name out of different parts. */
function* applicationNames({ hub }: Fleet, facts: readonly ClusterFacts[]): Iterable<Problem> {
  const owners = new Map<string, Cluster>();
  for (const { cluster, applications } of facts) {
    if (cluster.argocd === "self" && cluster.name !== hub) continue;
    for (const [name, component] of applications) {
      const owner = owners.get(name);
      if (owner && owner.name !== cluster.name) {
        yield problemAt(
          cluster,
          component,
          `makes Application "${name}", which ${owner.name} makes too; rename the component or one of the clusters`,
        );
      }
      owners.set(name, cluster);
    }
  }
}
