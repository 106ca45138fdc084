import type { Manifest } from "../manifest.ts";
import { groupOf, isHook } from "../manifest.ts";
import { keysOf, valueAt } from "../paths.ts";

/** Whether a field of these two may differ all the same. */
type Exception = (old: Manifest, own: Manifest) => boolean;

/** Fields that nobody may change, each with what makes an exception. */
type Fields = Readonly<Record<string, Exception>>;

const never: Exception = () => false;

function at(object: Manifest, path: string): unknown {
  return valueAt(object, keysOf(path)) ?? undefined;
}

/** May be given to an object that has none, and then no more. */
function once(path: string): Exception {
  return (old) => at(old, path) === undefined;
}

function all(paths: string): Fields {
  return Object.fromEntries(paths.split(" ").map((path) => [path, never]));
}

const isSuspended: Exception = (old) => at(old, "spec.suspend") === true;

/** An indexed Job may have more or fewer indexes, as long as all of them run at once. */
const isElastic: Exception = (_, own) =>
  at(own, "spec.completionMode") === "Indexed" &&
  at(own, "spec.completions") === at(own, "spec.parallelism");

const sources =
  "awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker gcePersistentDisk glusterfs hostPath iscsi local nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume";

/** Of a load balancer, and of one that only becomes one anything may be asked. */
const isNewBalancer: Exception = (old, own) =>
  at(old, "spec.type") !== "LoadBalancer" || at(own, "spec.type") !== "LoadBalancer";

const isNewCheck: Exception = (old, own) =>
  [old, own].some((service) => at(service, "spec.healthCheckNodePort") === undefined);

/** By `group/Kind` (validation of updates in Kubernetes 1.36). */
const immutable: Readonly<Record<string, Fields>> = {
  "/PersistentVolume": {
    ...all(sources.replaceAll(/\w+/g, "spec.$&")),
    "spec.nodeAffinity": once("spec.nodeAffinity"),
    "spec.volumeMode": never,
  },
  "/PersistentVolumeClaim": {
    ...all(
      "spec.accessModes spec.dataSource spec.dataSourceRef spec.resources.limits spec.selector",
    ),
    ...all("spec.storageClassName spec.volumeMode"),
    "spec.volumeName": once("spec.volumeName"),
  },
  "/Pod": all("spec"),
  "/ResourceQuota": all("spec.scopes"),
  "/Secret": all("type"),
  "/Service": {
    "spec.healthCheckNodePort": isNewCheck,
    "spec.loadBalancerClass": isNewBalancer,
  },
  "apiextensions.k8s.io/CustomResourceDefinition": all(
    "spec.group spec.names.kind spec.names.plural spec.scope",
  ),
  "apps/ControllerRevision": all("data"),
  "apps/DaemonSet": all("spec.selector"),
  "apps/Deployment": all("spec.selector"),
  "apps/ReplicaSet": all("spec.selector"),
  "apps/StatefulSet": all(
    "spec.podManagementPolicy spec.selector spec.serviceName spec.volumeClaimTemplates",
  ),
  "batch/Job": {
    ...all("spec.backoffLimitPerIndex spec.completionMode spec.managedBy spec.podFailurePolicy"),
    ...all("spec.selector spec.successPolicy"),
    "spec.completions": isElastic,
    "spec.template": never,
  },
  "discovery.k8s.io/EndpointSlice": all("addressType"),
  "networking.k8s.io/IngressClass": all("spec.controller"),
  "node.k8s.io/RuntimeClass": all("handler"),
  "rbac.authorization.k8s.io/ClusterRoleBinding": all("roleRef"),
  "rbac.authorization.k8s.io/RoleBinding": all("roleRef"),
  "resource.k8s.io/ResourceClaim": all("spec"),
  "resource.k8s.io/ResourceClaimTemplate": all("spec"),
  "scheduling.k8s.io/PriorityClass": all("preemptionPolicy value"),
  "storage.k8s.io/CSIDriver": all("spec.attachRequired spec.volumeLifecycleModes"),
  "storage.k8s.io/StorageClass": all("parameters provisioner reclaimPolicy volumeBindingMode"),
  "storage.k8s.io/VolumeAttributesClass": all("driverName parameters"),
};

/** Of a ConfigMap or Secret that says `immutable: true` of itself. */
const sealed = all("binaryData data immutable stringData");

/** The fields that nobody may change in this object, as it was and as it is to be. */
export function immutableFields(old: Manifest, own: Manifest): string[] {
  const fields = immutable[`${groupOf(own.apiVersion)}/${own.kind}`];
  const found = { ...fields, ...(old["immutable"] === true && sealed) };
  return Object.keys(found).filter((path) => !found[path]!(old, own));
}

/** Without the parts of a field that may change all the same. */
export function withoutMutable(object: Manifest, old: Manifest): Manifest {
  if (object.kind === "Job" && isSuspended(old, object)) return withoutPlacement(object);
  return object.kind === "Pod" ? withoutImages(object, old) : object;
}

/** A Job that waits may still be placed otherwise, and given more. */
function withoutPlacement(job: Manifest): Manifest {
  const copy = structuredClone(job) as { spec?: { template?: Template } };
  const { metadata, spec } = copy.spec?.template ?? {};
  for (const field of ["annotations", "labels"]) delete metadata?.[field];
  for (const field of ["nodeSelector", "schedulingGates", "tolerations"]) delete spec?.[field];
  for (const container of containersOf(spec)) delete container["resources"];
  delete (spec?.["affinity"] as Record<string, unknown> | undefined)?.["nodeAffinity"];
  return copy as unknown as Manifest;
}

/** A Pod may have other images, and less time. */
function withoutImages(pod: Manifest, old: Manifest): Manifest {
  const copy = structuredClone(pod) as { spec?: Record<string, unknown> };
  const deadline = "activeDeadlineSeconds";
  const [had, has] = [old, pod].map((one) => Number(at(one, `spec.${deadline}`) ?? Infinity));
  if (has! < had! && copy.spec) copy.spec[deadline] = at(old, `spec.${deadline}`);
  for (const container of containersOf(copy.spec)) delete container["image"];
  return copy as unknown as Manifest;
}

function containersOf(spec: Record<string, unknown> | undefined): Record<string, unknown>[] {
  return ["containers", "initContainers"].flatMap(
    (field) => (spec?.[field] ?? []) as Record<string, unknown>[],
  );
}

interface Template {
  readonly metadata?: Record<string, unknown>;
  readonly spec?: Record<string, unknown>;
}

/** Whether a sync deletes it and makes it anew, or makes it for itself alone. */
export function isMadeAnew(manifest: Manifest): boolean {
  const options = manifest.metadata.annotations?.["argocd.argoproj.io/sync-options"] ?? "";
  return options.split(",").includes("Force=true") || isHook(manifest);
}
