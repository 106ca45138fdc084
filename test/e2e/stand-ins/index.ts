import type { Cluster } from "../../../lib/model/cluster.ts";
import { judgedKinds } from "../health.ts";
import type { Kube } from "../kube.ts";
import { planOf } from "../plans.ts";
import { View } from "../view.ts";
import { Addresses } from "./addresses.ts";
import { Controllers } from "./controllers.ts";
import type { World } from "./row.ts";
import { rows } from "./start.ts";

export { seededShare, startStandIns } from "./start.ts";
export type { Predicate, StandIns } from "./start.ts";

/** A cluster as its controllers and its recorder see it: one watch for each kind that either cares about. */
export function worldOf(cluster: Cluster, kube: Kube): World {
  const plan = planOf(cluster);
  const kinds = [...rows.map(({ kind }) => kind), ...judgedKinds, "argoproj.io/Application"];
  const view = new View(kube, kinds);
  const addresses = new Addresses(cluster, view);
  return { cluster, plan, view, addresses, controllers: new Controllers(plan, view) };
}
