import { isDeepStrictEqual } from "node:util";
import type { Manifest } from "./manifest.ts";
import { groupOf, identityOf, isHook } from "./manifest.ts";
import { keysOf, valueAt } from "./paths.ts";

/**
 * Fields that the API server lets nobody change, by `group/Kind`, with what it puts there itself (validation of
 * Kubernetes 1.36). Pods are left out: a bare one is replaced, not changed.
 */
const immutable: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "/PersistentVolume": {
    "spec.csi": undefined,
    "spec.fc": undefined,
    "spec.hostPath": undefined,
    "spec.iscsi": undefined,
    "spec.local": undefined,
    "spec.nfs": undefined,
    "spec.nodeAffinity": undefined,
    "spec.volumeMode": "Filesystem",
  },
  "/PersistentVolumeClaim": {
    "spec.accessModes": undefined,
    "spec.dataSource": undefined,
    "spec.dataSourceRef": undefined,
    "spec.resources.limits": undefined,
    "spec.selector": undefined,
    "spec.storageClassName": undefined,
    "spec.volumeMode": "Filesystem",
    "spec.volumeName": undefined,
  },
  "/ResourceQuota": { "spec.scopes": undefined },
  "/Secret": { type: "Opaque" },
  "apiextensions.k8s.io/CustomResourceDefinition": {
    "spec.group": undefined,
    "spec.scope": undefined,
  },
  "apps/DaemonSet": { "spec.selector": undefined },
  "apps/Deployment": { "spec.selector": undefined },
  "apps/StatefulSet": {
    "spec.podManagementPolicy": "OrderedReady",
    "spec.selector": undefined,
    "spec.serviceName": undefined,
    "spec.volumeClaimTemplates": undefined,
  },
  "batch/Job": {
    "spec.backoffLimitPerIndex": undefined,
    "spec.completionMode": "NonIndexed",
    // Beside a parallelism the server leaves it empty: a queue of work.
    "spec.completions": (job: Manifest) =>
      valueAt(job, ["spec", "parallelism"]) === undefined ? 1 : undefined,
    "spec.podFailurePolicy": undefined,
    "spec.selector": undefined,
    "spec.template": undefined,
  },
  "networking.k8s.io/IngressClass": { "spec.controller": undefined },
  "node.k8s.io/RuntimeClass": { handler: undefined },
  "rbac.authorization.k8s.io/ClusterRoleBinding": {
    "roleRef.kind": undefined,
    "roleRef.name": undefined,
  },
  "rbac.authorization.k8s.io/RoleBinding": { "roleRef.kind": undefined, "roleRef.name": undefined },
  "scheduling.k8s.io/PriorityClass": {
    preemptionPolicy: "PreemptLowerPriority",
    value: 0,
  },
  "storage.k8s.io/CSIDriver": {
    "spec.attachRequired": true,
    "spec.volumeLifecycleModes": ["Persistent"],
  },
  "storage.k8s.io/StorageClass": {
    parameters: undefined,
    provisioner: undefined,
    reclaimPolicy: "Delete",
    volumeBindingMode: "Immediate",
  },
};

/** Of a ConfigMap or Secret that says `immutable: true` of itself. */
const sealed = { binaryData: undefined, data: undefined, immutable: false, stringData: undefined };

/** Fields that may be given to an object that has none, and then no more. */
const givenOnce: ReadonlySet<string> = new Set(["spec.volumeName", "spec.nodeAffinity"]);

/** The fields of an object that differ though the API server lets nobody change them; none for two objects. */
export function immutableChanges(before: Manifest, after: Manifest): string[] {
  if (identityOf(before) !== identityOf(after)) return [];
  const fields = immutable[`${groupOf(after.apiVersion)}/${after.kind}`];
  const all = { ...fields, ...(before["immutable"] === true && sealed) };
  return Object.entries(all).flatMap(([path, preset]) => {
    const keys = keysOf(path);
    const [old, own] = [before, after].map(
      (object) =>
        pruned(valueAt(object, keys)) ?? (typeof preset === "function" ? preset(object) : preset),
    );
    const isGiven = old === undefined && givenOnce.has(path);
    return isGiven || isDeepStrictEqual(old, own) ? [] : [path];
  });
}

/** Without what is empty, which the API server takes for absent. */
function pruned(value: unknown): unknown {
  if (value === "" || value === null) return undefined;
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.length > 0 ? value.map(pruned) : undefined;
  const fields = Object.entries(value)
    .map(([key, field]): [string, unknown] => [key, pruned(field)])
    .filter(([, field]) => field !== undefined);
  return fields.length > 0 ? Object.fromEntries(fields) : undefined;
}

/** Whether a sync deletes it and makes it anew, or makes it for itself alone. */
export function isMadeAnew(manifest: Manifest): boolean {
  const options = manifest.metadata.annotations?.["argocd.argoproj.io/sync-options"] ?? "";
  return options.split(",").includes("Force=true") || isHook(manifest);
}
