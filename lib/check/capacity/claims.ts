import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Item } from "../../order/item.ts";
import { volumeClaimsOf } from "../../order/volume-claims.ts";
import { autoscalersOf, replicasOf } from "../support/replicas.ts";
import { identityOf } from "../../kubernetes/manifest.ts";
import { specOf } from "../support/rule.ts";
import { read } from "./amount.ts";
import type { Place } from "./places.ts";
import { placeFor } from "./places.ts";

/** Volumes of one size that something claims. */
export interface Claimed {
  readonly component: string;
  readonly what: string;
  readonly count: number;
  /** Bytes. */
  readonly size: number;
  readonly storageClass?: string;
  /** Absent where nobody says where they lie. */
  readonly place?: Place;
}

/** All volumes of a cluster that somebody can foresee. */
export function claimedIn(plan: ClusterPlan): Claimed[] {
  const found: Claimed[] = [];
  const keep = (
    component: string,
    what: string,
    count: number,
    size: string | number | undefined,
    storageClass?: string,
  ): void => {
    const place = placeFor(storageClass, plan);
    found.push({ component, what, count, size: read(size, "byte"), storageClass, place });
  };
  for (const item of plan.index.items) {
    const { manifest, component } = item;
    for (const [path, { resources, storageClassName, volumeName }] of volumeClaimsOf(item)) {
      // It is there already, wherever that is.
      if (volumeName || storageClassName === "") continue;
      const count = path === "" ? 1 : podsOf(item, plan);
      const size = resources?.requests?.["storage"];
      keep(component.name, titleOf(manifest), count, size, storageClassName);
    }
    for (const facts of plan.index.kinds.of(manifest))
      for (const { name, count, size, storageClass } of facts.volumes?.(manifest) ?? [])
        keep(component.name, name, count, size, storageClass);
  }
  return found.filter(({ count, size }) => count > 0 && size > 0);
}

/** Each pod has a volume of its own; one of a DaemonSet, each node. */
function podsOf({ manifest, pods }: Item, plan: ClusterPlan): number {
  if (manifest.kind === "DaemonSet") return plan.cluster.nodes.length;
  const { replicas = 1 } = specOf<{ replicas: number }>(manifest);
  if (!pods || manifest.kind === "Job" || manifest.kind === "CronJob") return replicas;
  const ceiling = autoscalersOf(plan).get(identityOf(manifest))?.ceiling ?? 0;
  return Math.max(replicasOf(manifest, plan), ceiling);
}
