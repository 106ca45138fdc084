import type { Cluster } from "../../../lib/model/cluster.ts";
import type { ClusterPlan } from "../../../lib/order/cluster-plan.ts";
import type { KubeObject } from "../kube.ts";
import type { View } from "../view.ts";
import type { Addresses } from "./addresses.ts";
import type { Controllers } from "./controllers.ts";

/** What a row sees of the cluster it acts on. */
export interface World {
  readonly cluster: Cluster;
  readonly plan: ClusterPlan;
  readonly view: View;
  readonly controllers: Controllers;
  readonly addresses: Addresses;
}

/** What a controller that does not run here would do with the objects of one kind. */
export interface Row {
  /** `group/Kind`. */
  readonly kind: string;
  /** Tells rows of one kind apart. */
  readonly name: string;
  /** Whether the controller has anything to do with this object; with all of the kind by default. */
  concerns?(object: KubeObject, world: World): boolean;
  /** Whether the controller runs in the cluster and finds what it needs there. */
  isServed(object: KubeObject, world: World): boolean;
  /** Whether the object itself shows that nothing is left to do; once for each generation where it cannot. */
  isDone?(object: KubeObject): boolean;
  /** Idempotent. Answers false when it has to be tried again later. */
  act(object: KubeObject, world: World): Promise<unknown>;
  /** Makes it visibly broken. A row that cannot leaves the object as it is: that is Progressing for ever. */
  breakDown?(object: KubeObject, world: World): Promise<unknown>;
}
