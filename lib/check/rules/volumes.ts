import { bindingModeOf, isAttached } from "../../order/storage.ts";
import type { Item } from "../../order/item.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { replicasOf } from "../support/replicas.ts";
import { problemAt, specOf } from "../support/rule.ts";
import { unseenNamespaces } from "../support/unseen.ts";

interface ClaimSpec {
  readonly storageClassName: string;
  readonly accessModes: readonly string[];
}

interface Strategy {
  readonly type?: string;
  readonly rollingUpdate?: { readonly maxSurge?: number | string };
}

/** Claims are bound, and no pod waits for ever for a volume that another one holds. */
export function* volumes(plan: ClusterPlan): Iterable<Problem> {
  const { cluster, index } = plan;
  const claims = new Map<string, Item>();
  for (const item of index.items)
    if (item.manifest?.kind === "PersistentVolumeClaim") claims.set(keyOf(item.manifest), item);
  if (claims.size === 0) return;
  yield* classless(plan, claims);
  const mounted = new Set<string>();
  const scheduled = new Map<string, string>();
  for (const { manifest, component, pods } of index.items) {
    for (const volume of pods?.spec.volumes ?? []) {
      const name = volume.persistentVolumeClaim?.claimName;
      if (!manifest || name === undefined) continue;
      const key = `${manifest.metadata.namespace}/${name}`;
      if (manifest.kind === "CronJob") scheduled.set(key, titleOf(manifest));
      else mounted.add(key);
      const claim = claims.get(key)?.manifest;
      const message = claim && sharingIssue(manifest, claim, plan);
      if (message) yield problemAt(cluster, component.name, `${titleOf(manifest)} ${message}`);
    }
  }
  yield* idleClaims(plan, claims, mounted, scheduled);
}

function keyOf({ metadata }: Manifest): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** A volume that one node mounts at a time goes to the new pod only when the old one is gone. */
function sharingIssue(workload: Manifest, claim: Manifest, plan: ClusterPlan): string | undefined {
  const { accessModes = [], storageClassName } = specOf<ClaimSpec>(claim);
  const isSingle = accessModes.every(
    (mode) => mode === "ReadWriteOnce" || mode === "ReadWriteOncePod",
  );
  if (workload.kind !== "Deployment" || !isSingle || plan.cluster.nodes.length < 2)
    return undefined;
  // A class that waits for its consumer may keep volumes on a node, and then its pods stay there too.
  if (bindingModeOf(storageClassName, plan.cluster, plan.index) !== "Immediate") return undefined;
  if (!isAttached(storageClassName, plan.index)) return undefined;
  const found = `volume claim "${claim.metadata.name}", which one node mounts at a time`;
  const replicas = replicasOf(workload, plan);
  if (replicas > 1)
    return `shares ${found}, among ${replicas} replicas; run one, or make it a StatefulSet with a claim for each`;
  const { strategy } = specOf<{ strategy: Strategy }>(workload);
  const { maxSurge } = strategy?.rollingUpdate ?? {};
  const endsFirst = strategy?.type === "Recreate" || maxSurge === 0 || maxSurge === "0%";
  return endsFirst || replicas === 0
    ? undefined
    : `mounts ${found}, but starts a new pod before the old one is gone; set spec.strategy.type to Recreate`;
}

/** A claim of no class is bound to a volume that somebody makes by hand, and here that is an object. */
function* classless(
  { cluster, index }: ClusterPlan,
  claims: ReadonlyMap<string, Item>,
): Iterable<Problem> {
  const isThere = index.items.some(({ manifest }) => {
    const { storageClassName = "" } = specOf<ClaimSpec>(manifest);
    return manifest.kind === "PersistentVolume" && storageClassName === "";
  });
  for (const { manifest, component } of claims.values()) {
    if (isThere || component.isUnseen || specOf<ClaimSpec>(manifest).storageClassName !== "")
      continue;
    yield problemAt(
      cluster,
      component.name,
      `${titleOf(manifest)} has spec.storageClassName "", for a PersistentVolume of no class, and there is none; add one, name a class, or drop the field for the default class`,
    );
  }
}

/** Argo CD does not wait for what says so. */
const unjudged = "argocd.argoproj.io/ignore-healthcheck";

/** Pending is Progressing to Argo CD, so a claim that nobody mounts yet holds up every later wave. */
function* idleClaims(
  plan: ClusterPlan,
  claims: ReadonlyMap<string, Item>,
  mounted: ReadonlySet<string>,
  scheduled: ReadonlyMap<string, string>,
): Iterable<Problem> {
  const { cluster, index } = plan;
  let unseen: Set<string> | undefined;
  for (const [key, { manifest, component }] of claims) {
    if (mounted.has(key)) continue;
    const { storageClassName } = specOf<ClaimSpec>(manifest);
    if (bindingModeOf(storageClassName, cluster, index) !== "WaitForFirstConsumer") continue;
    const cron = scheduled.get(key);
    if (cron !== undefined) {
      if (manifest.metadata.annotations?.[unjudged] === "true") continue;
      yield problemAt(
        cluster,
        component.name,
        `${titleOf(manifest)} is bound only when a pod mounts it, and ${cron} alone does, when its time comes; annotate it with ${unjudged}: "true", or all later waves wait`,
      );
      continue;
    }
    unseen ??= new Set([...unseenNamespaces(plan), ...misnaming(claims, mounted)]);
    if (unseen.has(manifest.metadata.namespace ?? "")) continue;
    yield problemAt(
      cluster,
      component.name,
      `${titleOf(manifest)} is bound only when a pod mounts it, and none does; mount it or drop it`,
    );
  }
}

/** Namespaces where pods name a claim that is not there: it may be the idle one, misspelt. */
function misnaming(claims: ReadonlyMap<string, Item>, mounted: ReadonlySet<string>): string[] {
  return [...mounted].flatMap((key) => (claims.has(key) ? [] : key.slice(0, key.indexOf("/"))));
}
