import type * as models from "cdk8s-plus-28/lib/imports/k8s.js";

interface PatchableKinds {
  readonly ClusterRole: models.KubeClusterRoleProps;
  readonly ClusterRoleBinding: models.KubeClusterRoleBindingProps;
  readonly ConfigMap: models.KubeConfigMapProps;
  readonly CronJob: models.KubeCronJobProps;
  readonly DaemonSet: models.KubeDaemonSetProps;
  readonly Deployment: models.KubeDeploymentProps;
  readonly HorizontalPodAutoscaler: models.KubeHorizontalPodAutoscalerV2Props;
  readonly Ingress: models.KubeIngressProps;
  readonly Job: models.KubeJobProps;
  readonly NetworkPolicy: models.KubeNetworkPolicyProps;
  readonly PersistentVolumeClaim: models.KubePersistentVolumeClaimProps;
  readonly PodDisruptionBudget: models.KubePodDisruptionBudgetProps;
  readonly Role: models.KubeRoleProps;
  readonly RoleBinding: models.KubeRoleBindingProps;
  readonly Service: models.KubeServiceProps;
  readonly ServiceAccount: models.KubeServiceAccountProps;
  readonly StatefulSet: models.KubeStatefulSetProps;
  readonly StorageClass: models.KubeStorageClassProps;
}

/** What is given of a value: null takes a field away; of a list, what is given of each item. */
export type Part<Value> = Value extends models.IntOrString | models.Quantity
  ? string | number
  : Value extends readonly (infer Element)[]
    ? readonly PartOfItem<Element>[]
    : Value extends object
      ? { readonly [Key in keyof Value]?: Part<Value[Key]> | null }
      : Value;

/** `$patch: "delete"` takes an item of a list out that its key names. */
type PartOfItem<Element> = Element extends object
  ? Part<Element> & { readonly $patch?: "delete" }
  : Element;

type TypedPatch = {
  readonly [Kind in keyof PatchableKinds]: {
    readonly kind: Kind;
    readonly name: string;
    readonly merge: Part<PatchableKinds[Kind]>;
  };
}[keyof PatchableKinds];

/** Of any other kind, named `<group>/<Kind>`, as `monitoring.coreos.com/ServiceMonitor`. */
interface AnyPatch {
  readonly kind: `${string}/${string}`;
  readonly name: string;
  readonly merge: Readonly<Record<string, unknown>>;
}

/**
 * A change of one object: merged as the API server merges, items of a list found by the keys that its schema names,
 * such as the name of a container; other lists are replaced.
 */
export type Patch = TypedPatch | AnyPatch;
