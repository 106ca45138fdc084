import type { Kube, KubeObject } from "./kube.ts";
import { until } from "./wait.ts";

const group = "longhorn.io";
export const longhornBase = `/apis/${group}/v1beta2/namespaces/longhorn-system`;
const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const anything = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

/**
 * Plays what of Longhorn makes backups and volumes of them, as its documentation says: a Backup wants its Snapshot and a
 * label with its volume, and says of which claim it is. Makes a claim with a volume, and what uses it. Returns its end.
 */
export async function startLonghorn(kube: Kube): Promise<() => void> {
  await defineLonghorn(kube);
  await define(kube, "argoproj.io", "v1alpha1", "Application", "applications");
  for (const name of ["longhorn-system", "argocd"])
    await kube.apply(`/api/v1/namespaces/${name}`, object("v1", "Namespace", name));
  const application = "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/app";
  await until(
    "kind Application",
    async () =>
      (await kube.apply(application, object("argoproj.io/v1alpha1", "Application", "app"))) < 300,
    30,
  );
  await makeClaim(kube);
  return serveLonghorn(kube);
}

/** The kinds that it serves here. */
export async function defineLonghorn(kube: Kube): Promise<void> {
  await define(kube, group, "v1beta2", "Snapshot", "snapshots");
  await define(kube, group, "v1beta2", "Backup", "backups");
  await define(kube, group, "v1beta2", "Volume", "volumes");
  await define(kube, group, "v1beta2", "BackupTarget", "backuptargets");
}

/** The kinds that say where copies of volumes are. */
export async function defineCopies(kube: Kube): Promise<void> {
  await define(kube, group, "v1beta2", "Node", "nodes");
  await define(kube, group, "v1beta2", "Replica", "replicas");
  await define(kube, group, "v1beta2", "Setting", "settings");
}

/** Does what they ask for; returns its end. */
export function serveLonghorn(kube: Kube): () => void {
  const stops = [
    kube.watch(`${longhornBase}/snapshots`, ({ object: found }) => {
      if (!found["status"]) void setStatus(kube, "snapshots", found, { readyToUse: true });
    }),
    kube.watch(`${longhornBase}/backups`, ({ type, object: found }) => {
      if (type === "ADDED" && !found["status"]) void finishBackup(kube, found);
    }),
    kube.watch(`${longhornBase}/volumes`, ({ object: found }) => {
      if (found["status"] || !found["spec"].fromBackup) return;
      void setStatus(kube, "volumes", found, { restoreInitiated: true, restoreRequired: false });
    }),
  ];
  return () => stops.forEach((stop) => stop());
}

async function finishBackup(kube: Kube, backup: KubeObject): Promise<void> {
  const volume = backup.metadata.labels?.["backup-volume"];
  const snapshot = await kube.get(`${longhornBase}/snapshots/${backup["spec"].snapshotName}`);
  const isGood = volume !== undefined && snapshot?.["spec"].volume === volume;
  const labels = { KubernetesStatus: JSON.stringify({ namespace: "default", pvcName: "data" }) };
  const good = {
    state: "Completed",
    url: `s3://backups@us-east-1/?backup=${backup.metadata.name}&volume=${volume}`,
    volumeSize: "1073741824",
    backupCreatedAt: new Date().toISOString(),
    labels,
  };
  const bad = { state: "Error", error: "there is no such snapshot" };
  await setStatus(kube, "backups", backup, isGood ? good : bad);
}

async function setStatus(kube: Kube, plural: string, { metadata }: KubeObject, status: object) {
  await kube.patch(`${longhornBase}/${plural}/${metadata.name}`, { status });
}

/** A kind of its own whose objects may have anything. */
export async function define(
  kube: Kube,
  owner: string,
  version: string,
  kind: string,
  plural: string,
): Promise<void> {
  const versions = [
    { name: version, served: true, storage: true, schema: { openAPIV3Schema: anything } },
  ];
  const names = { kind, plural, singular: kind.toLowerCase() };
  const spec = { group: owner, scope: "Namespaced", names, versions };
  const name = `${plural}.${owner}`;
  const definition = object("apiextensions.k8s.io/v1", "CustomResourceDefinition", name, { spec });
  await kube.apply(`${definitions}/${name}`, definition);
}

/** A claim that a Deployment mounts, one of Argo CD's; another has nothing to do with it. */
async function makeClaim(kube: Kube): Promise<void> {
  const modes = { accessModes: ["ReadWriteOnce"], storageClassName: "longhorn" };
  const size = { storage: "1Gi" };
  const claimRef = {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    namespace: "default",
    name: "data",
  };
  const csi = { driver: "driver.longhorn.io", volumeHandle: "pvc-1" };
  await kube.apply(
    "/api/v1/persistentvolumes/pvc-1",
    object("v1", "PersistentVolume", "pvc-1", {
      spec: { ...modes, capacity: size, claimRef, csi },
    }),
  );
  const annotations = {
    "argocd.argoproj.io/tracking-id": "app:/PersistentVolumeClaim:default/data",
  };
  const claim = object("v1", "PersistentVolumeClaim", "data", {
    metadata: { name: "data", annotations },
    spec: { ...modes, resources: { requests: size } },
  });
  await kube.apply("/api/v1/namespaces/default/persistentvolumeclaims/data", claim);
  const labels = { app: "web" };
  const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
  const containers = [{ name: "web", image: "example.com/web:1" }];
  const template = { metadata: { labels }, spec: { containers, volumes } };
  const spec = { replicas: 2, selector: { matchLabels: labels }, template };
  const path = "/apis/apps/v1/namespaces/default/deployments/web";
  await kube.apply(path, object("apps/v1", "Deployment", "web", { spec }));
}

export function object(apiVersion: string, kind: string, name: string, rest: object = {}): object {
  return { apiVersion, kind, metadata: { name }, ...rest };
}
