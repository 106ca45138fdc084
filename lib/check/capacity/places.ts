import { identity } from "../../kubernetes/manifest.ts";
import { bundledParts } from "../../model/distribution.ts";
import type { VolumePlace } from "../../model/run-time.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Item } from "../../order/item.ts";
import { classThatBinds } from "../../order/storage.ts";
import { volumeClaimsOf } from "../../order/volume-claims.ts";
import { specOf } from "../support/rule.ts";

/** Where volumes lie, beside those of the same pool. */
export interface Place extends VolumePlace {
  /** As `disks longhorn`, or `store of csi-driver-nfs`. */
  readonly pool: string;
}

const known = new WeakMap<ClusterPlan["index"], ReadonlyMap<string, Place>>();

function placesOf({ cluster, components, index }: ClusterPlan): ReadonlyMap<string, Place> {
  const existing = known.get(index);
  if (existing) return existing;
  const found = new Map<string, Place>();
  const keep = (name: string, place: VolumePlace, owner: string): void => {
    const { disk, outside } = place;
    const pool = outside ? `store of ${owner}` : disk ? `disks ${disk}` : "system disks";
    found.set(name, { ...place, pool });
  };
  for (const [name, { storageClass }] of bundledParts(cluster))
    // Those of distributions keep volumes in a folder of a node.
    if (storageClass) keep(storageClass.name, { isLocal: true }, name);
  for (const { name, placement, release } of components) {
    const places = placement?.definition.places?.(placement.options, release?.values ?? {});
    for (const [storageClass, place] of Object.entries(places ?? {}))
      keep(storageClass, place, name);
  }
  known.set(index, found);
  return found;
}

/** Where volumes of a class lie; undefined where nobody says. Without a name, of the default class. */
export function placeFor(storageClass: string | undefined, plan: ClusterPlan): Place | undefined {
  const name = classThatBinds(storageClass, plan.cluster, plan.index);
  return name === undefined ? undefined : placesOf(plan).get(name);
}

/** Whether the pods of a workload stay on the node that has their volume. */
export function isLocal(item: Item, plan: ClusterPlan): boolean {
  const { manifest, pods } = item;
  const { namespace = "" } = manifest.metadata;
  const isOnNode = (storageClass: string | undefined): boolean =>
    placeFor(storageClass, plan)?.isLocal === true;
  for (const [path, { storageClassName }] of volumeClaimsOf(item))
    // One that ends with its pod is made anew where the next one runs.
    if (!path.includes(".ephemeral.") && isOnNode(storageClassName)) return true;
  return (pods?.spec.volumes ?? []).some(({ persistentVolumeClaim: mounted }) => {
    const id = mounted && identity("", "PersistentVolumeClaim", namespace, mounted.claimName);
    const claim = id === undefined ? undefined : plan.index.makers.get(id)?.manifest;
    return claim && isOnNode(specOf<{ storageClassName: string }>(claim).storageClassName);
  });
}
