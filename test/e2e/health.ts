import { groupOf } from "../../lib/kubernetes/manifest.ts";
import type { KubeObject } from "./kube.ts";

export type Health = "Healthy" | "Progressing" | "Degraded" | "Suspended";

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly observedGeneration?: number;
}

type Judge = (object: KubeObject) => Health;

/** Argo CD's verdict on an object, by the rules of its release 3.5; undefined for a kind that it does not judge. */
export function healthOf(object: KubeObject): Health | undefined {
  const judge = judges[kindOf(object)];
  if (object.metadata.deletionTimestamp) return "Progressing";
  return judge?.(object);
}

/** `group/Kind`, the key of the tables here. */
export function kindOf({ apiVersion, kind }: Pick<KubeObject, "apiVersion" | "kind">): string {
  return `${groupOf(apiVersion)}/${kind}`;
}

/** A condition decides: True is healthy, False is broken, none is awaited. */
function byCondition(type: string): Judge {
  return ({ status }) => {
    const condition = conditionOf(status, type);
    if (!condition) return "Progressing";
    return condition.status === "True" ? "Healthy" : "Degraded";
  };
}

export function conditionOf(status: unknown, type: string): Condition | undefined {
  const { conditions } = (status ?? {}) as { conditions?: readonly Condition[] };
  return conditions?.find((condition) => condition.type === type);
}

function isOutdated({ metadata, status }: KubeObject): boolean {
  return (metadata.generation ?? 0) > ((status?.observedGeneration as number | undefined) ?? 0);
}

function deployment(object: KubeObject): Health {
  const { spec, status = {} } = object;
  if (spec.paused) return "Suspended";
  if (isOutdated(object)) return "Progressing";
  if (conditionOf(status, "Progressing")?.reason === "ProgressDeadlineExceeded") return "Degraded";
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  if (updatedReplicas < (spec.replicas ?? 1)) return "Progressing";
  return replicas > updatedReplicas || availableReplicas < updatedReplicas
    ? "Progressing"
    : "Healthy";
}

function statefulSet(object: KubeObject): Health {
  const { spec, status = {} } = object;
  if (isOutdated(object)) return "Progressing";
  if ((status.readyReplicas ?? 0) < (spec.replicas ?? 1)) return "Progressing";
  if (spec.updateStrategy?.type === "OnDelete") return "Healthy";
  return status.updateRevision === status.currentRevision ? "Healthy" : "Progressing";
}

function daemonSet(object: KubeObject): Health {
  const { spec, status = {} } = object;
  if (isOutdated(object)) return "Progressing";
  if (spec.updateStrategy?.type === "OnDelete") return "Healthy";
  const { desiredNumberScheduled: wanted = 0 } = status;
  const isDone =
    (status.updatedNumberScheduled ?? 0) >= wanted && (status.numberAvailable ?? 0) >= wanted;
  return isDone ? "Healthy" : "Progressing";
}

function job({ status }: KubeObject): Health {
  if (conditionOf(status, "Failed")?.status === "True") return "Degraded";
  if (conditionOf(status, "Complete")?.status === "True") return "Healthy";
  return conditionOf(status, "Suspended")?.status === "True" ? "Suspended" : "Progressing";
}

function hasAddress({ status }: KubeObject): Health {
  return status?.loadBalancer?.ingress?.length > 0 ? "Healthy" : "Progressing";
}

function claim({ status }: KubeObject): Health {
  if (status?.phase === "Lost") return "Degraded";
  return status?.phase === "Bound" ? "Healthy" : "Progressing";
}

function autoscaler({ status }: KubeObject): Health {
  const conditions = (status?.conditions ?? []) as readonly Condition[];
  if (conditions.some(({ reason }) => /^(Failed|Invalid)/.test(reason ?? ""))) return "Degraded";
  const isAble = ["AbleToScale", "ScalingLimited"].some(
    (type) => conditionOf(status, type)?.status === "True",
  );
  return isAble ? "Healthy" : "Progressing";
}

function disruptionBudget({ status }: KubeObject): Health {
  const conditions = (status?.conditions ?? []) as readonly Condition[];
  const isBroken = conditions.some(
    (condition) => condition.status === "False" && condition.reason !== "InsufficientPods",
  );
  if (isBroken) return "Degraded";
  return conditions.length > 0 ? "Healthy" : "Progressing";
}

function sealedSecret(object: KubeObject): Health {
  return isOutdated(object) ? "Progressing" : byCondition("Synced")(object);
}

function definition({ status }: KubeObject): Health {
  if (conditionOf(status, "NamesAccepted")?.status === "False") return "Degraded";
  return conditionOf(status, "Established")?.status === "True" ? "Healthy" : "Progressing";
}

const ready = byCondition("Ready");

const judges: Readonly<Record<string, Judge>> = {
  "apps/Deployment": deployment,
  "apps/StatefulSet": statefulSet,
  "apps/DaemonSet": daemonSet,
  "batch/Job": job,
  "/Service": (object) =>
    object["spec"]?.type === "LoadBalancer" ? hasAddress(object) : "Healthy",
  "networking.k8s.io/Ingress": hasAddress,
  "/PersistentVolumeClaim": claim,
  "autoscaling/HorizontalPodAutoscaler": autoscaler,
  "policy/PodDisruptionBudget": disruptionBudget,
  "apiextensions.k8s.io/CustomResourceDefinition": definition,
  "cert-manager.io/Certificate": ready,
  "cert-manager.io/ClusterIssuer": ready,
  "cert-manager.io/Issuer": ready,
  "external-secrets.io/ExternalSecret": ready,
  "external-secrets.io/ClusterSecretStore": ready,
  "external-secrets.io/SecretStore": ready,
  "bitnami.com/SealedSecret": sealedSecret,
  "monitoring.coreos.com/Prometheus": byCondition("Available"),
};

/** The kinds that Argo CD judges, as `group/Kind`. */
export const judgedKinds: readonly string[] = Object.keys(judges);
