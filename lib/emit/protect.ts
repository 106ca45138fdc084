import type { Manifest } from "../kubernetes/manifest.ts";

const kept = new Set([
  "Namespace",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "CustomResourceDefinition",
]);

/**
 * What holds data outlives its Application and its file: a person deletes it. `Prune=confirm` and `Delete=confirm`
 * would say the same, but the object that waits for its confirmation keeps its Application from being deleted, and
 * that keeps the root, and with it every other Application of the cluster, from syncing (docs/decisions.md).
 */
export function protectData(manifest: Manifest): Manifest {
  if (!kept.has(manifest.kind)) return manifest;
  const { name, namespace, annotations, ...rest } = manifest.metadata;
  const protection = {
    "argocd.argoproj.io/compare-options": "IgnoreExtraneous",
    "argocd.argoproj.io/sync-options": "Delete=false,Prune=false",
  };
  return {
    ...manifest,
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      annotations: { ...protection, ...annotations },
      ...rest,
    },
  };
}
