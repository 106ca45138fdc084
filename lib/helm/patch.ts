import type {
  IntOrString,
  KubeClusterRoleProps,
  KubeConfigMapProps,
  KubeCronJobProps,
  KubeDaemonSetProps,
  KubeDeploymentProps,
  KubeIngressProps,
  KubeJobProps,
  KubePodDisruptionBudgetProps,
  KubeRoleProps,
  KubeServiceAccountProps,
  KubeServiceProps,
  KubeStatefulSetProps,
  Quantity,
} from "../kubernetes/constructs.ts";
import type { Manifest } from "../kubernetes/manifest.ts";

interface PatchableKinds {
  readonly ClusterRole: KubeClusterRoleProps;
  readonly ConfigMap: KubeConfigMapProps;
  readonly CronJob: KubeCronJobProps;
  readonly DaemonSet: KubeDaemonSetProps;
  readonly Deployment: KubeDeploymentProps;
  readonly Ingress: KubeIngressProps;
  readonly Job: KubeJobProps;
  readonly PodDisruptionBudget: KubePodDisruptionBudgetProps;
  readonly Role: KubeRoleProps;
  readonly Service: KubeServiceProps;
  readonly ServiceAccount: KubeServiceAccountProps;
  readonly StatefulSet: KubeStatefulSetProps;
}

/** What is given of an object: null takes a field away, a list replaces the list. */
export type Part<Value> = Value extends IntOrString | Quantity
  ? string | number
  : Value extends readonly (infer Element)[]
    ? readonly Whole<Element>[]
    : Value extends object
      ? { readonly [Key in keyof Value]?: Part<Value[Key]> | null }
      : Value;

type Whole<Value> = Value extends IntOrString | Quantity
  ? string | number
  : Value extends readonly (infer Element)[]
    ? readonly Whole<Element>[]
    : Value extends object
      ? { readonly [Key in keyof Value]: Whole<Value[Key]> }
      : Value;

/** A change of one object of a chart that no value offers: a JSON merge patch, typed by the object's kind. */
export type Patch = {
  readonly [Kind in keyof PatchableKinds]: {
    readonly kind: Kind;
    readonly name: string;
    readonly merge: Part<PatchableKinds[Kind]>;
  };
}[keyof PatchableKinds];

export function applyPatch(manifest: Manifest, { merge }: Patch): Manifest {
  return mergePatch(manifest, merge) as Manifest;
}

/** RFC 7396. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (value !== undefined) result[key] = mergePatch(result[key], value);
  }
  return result;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
