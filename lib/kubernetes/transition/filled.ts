import type { Manifest } from "../manifest.ts";
import { groupOf } from "../manifest.ts";
import { podSpec, template } from "./pods.ts";
import { filledService } from "./services.ts";
import { always, each, filledIn, inside, preset } from "./shapes.ts";
import type { Shape } from "./shapes.ts";

const claim = always({ volumeMode: "Filesystem" });
const rolling = "RollingUpdate";

const deployment: Shape = {
  ...template,
  replicas: 1,
  revisionHistoryLimit: 10,
  progressDeadlineSeconds: 600,
  strategy: always({
    type: rolling,
    rollingUpdate: (value, { type }) =>
      type === rolling
        ? filledIn({ maxSurge: "25%", maxUnavailable: "25%" }, { ...(value as object) })
        : value,
  }),
};

const stateful: Shape = {
  ...template,
  replicas: 1,
  podManagementPolicy: "OrderedReady",
  revisionHistoryLimit: 10,
  persistentVolumeClaimRetentionPolicy: always({ whenDeleted: "Retain", whenScaled: "Retain" }),
  // Only beside a type that was left out too.
  updateStrategy: always({
    rollingUpdate: (value, { type }) => value ?? (type === undefined ? {} : undefined),
    type: rolling,
  }),
  volumeClaimTemplates: each({
    apiVersion: () => "v1",
    kind: () => "PersistentVolumeClaim",
    spec: claim,
  }),
};

const daemons: Shape = {
  ...template,
  revisionHistoryLimit: 10,
  updateStrategy: always({
    type: rolling,
    rollingUpdate: (value, { type }) =>
      type === rolling
        ? filledIn({ maxSurge: 0, maxUnavailable: 1 }, { ...(value as object) })
        : undefined,
  }),
};

const job: Shape = {
  ...template,
  // Beside a parallelism the server leaves it empty: a queue of work.
  completions: preset(({ parallelism }) => (parallelism === undefined ? 1 : undefined)),
  parallelism: 1,
  backoffLimit: 6,
  completionMode: "NonIndexed",
  suspend: false,
  podFailurePolicy: inside({ rules: each({ onPodConditions: each({ status: "True" }) }) }),
  podReplacementPolicy: preset(({ podFailurePolicy }) =>
    podFailurePolicy === undefined ? "TerminatingOrFailed" : "Failed",
  ),
};

const roleRef = { roleRef: inside({ apiGroup: "rbac.authorization.k8s.io" }) };

/** What the API server fills in (defaulting of Kubernetes 1.36), by `group/Kind`. */
const shapes: Readonly<Record<string, Shape>> = {
  "/PersistentVolume": {
    spec: inside({
      volumeMode: "Filesystem",
      persistentVolumeReclaimPolicy: "Retain",
      hostPath: inside({ type: "" }),
    }),
  },
  "/PersistentVolumeClaim": { spec: claim },
  "/Pod": { spec: inside(podSpec) },
  "/Secret": {
    type: "Opaque",
    // Written only: nobody reads it back, and no apply takes away what came of it.
    data: (value, { stringData }) =>
      stringData ? { ...(value as object), ...encoded(stringData) } : value,
    stringData: () => undefined,
  },
  "apps/DaemonSet": { spec: inside(daemons) },
  "apps/Deployment": { spec: inside(deployment) },
  "apps/ReplicaSet": { spec: inside({ ...template, replicas: 1 }) },
  "apps/StatefulSet": { spec: inside(stateful) },
  "batch/CronJob": { spec: inside({ jobTemplate: inside({ spec: inside(template) }) }) },
  "batch/Job": { spec: inside(job) },
  "networking.k8s.io/NetworkPolicy": {
    spec: inside({
      policyTypes: preset(({ egress }) => (isThere(egress) ? ["Ingress", "Egress"] : ["Ingress"])),
    }),
  },
  "rbac.authorization.k8s.io/ClusterRoleBinding": roleRef,
  "rbac.authorization.k8s.io/RoleBinding": roleRef,
  "scheduling.k8s.io/PriorityClass": { preemptionPolicy: "PreemptLowerPriority", value: 0 },
  "storage.k8s.io/CSIDriver": {
    spec: always({
      attachRequired: true,
      podInfoOnMount: false,
      storageCapacity: false,
      fsGroupPolicy: "ReadWriteOnceWithFSType",
      volumeLifecycleModes: preset(() => ["Persistent"]),
      requiresRepublish: false,
      seLinuxMount: false,
    }),
  },
  "storage.k8s.io/StorageClass": { reclaimPolicy: "Delete", volumeBindingMode: "Immediate" },
};

function encoded(texts: object): object {
  const entries = Object.entries(texts);
  return Object.fromEntries(
    entries.map(([key, text]) => [key, Buffer.from(String(text)).toString("base64")]),
  );
}

function isThere(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0;
}

/** An object as the API server has it: with what it fills in. */
export function filled(object: Manifest): Manifest {
  if (object.kind === "Service" && groupOf(object.apiVersion) === "") return filledService(object);
  const shape = shapes[`${groupOf(object.apiVersion)}/${object.kind}`];
  return shape ? (filledIn(shape, object) as Manifest) : object;
}
