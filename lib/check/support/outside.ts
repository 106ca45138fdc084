import type { Cluster } from "../../model/cluster.ts";
import { bootstrapSecrets } from "../../model/bootstrap.ts";
import { bundledParts } from "../../model/distribution.ts";
import { identity } from "../../kubernetes/manifest.ts";

/** Identity of what is there without any component, to the keys it has; every key when undefined. */
export type Outside = ReadonlyMap<string, readonly string[] | undefined>;

/** Bundled classes, and Secrets from the bootstrap. */
export function existingOutside(cluster: Cluster): Outside {
  const keys = new Map<string, readonly string[] | undefined>();
  for (const { storageClass, ingressClasses = [] } of bundledParts(cluster).values()) {
    if (storageClass)
      keys.set(identity("storage.k8s.io", "StorageClass", "", storageClass.name), undefined);
    for (const ingressClass of ingressClasses)
      keys.set(identity("networking.k8s.io", "IngressClass", "", ingressClass), undefined);
  }
  for (const [path, known] of Object.entries(bootstrapSecrets(cluster))) {
    const [namespace = "", name = ""] = path.split("/");
    keys.set(identity("", "Secret", namespace, name), known);
  }
  return keys;
}
