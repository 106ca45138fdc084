import { ownOf } from "../../outside/maps.ts";
import { perObject } from "../../kubernetes/each.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import type { Reference } from "./reference.ts";

interface KeyRef {
  readonly name?: string;
  readonly key?: string;
  readonly optional?: boolean;
}

interface NamedSource {
  readonly name?: string;
  readonly secretName?: string;
  readonly optional?: boolean;
  readonly items?: readonly { readonly key: string }[];
}

export interface Volume {
  readonly name: string;
  readonly secret?: NamedSource;
  readonly configMap?: NamedSource;
  readonly persistentVolumeClaim?: { readonly claimName: string };
  readonly ephemeral?: {
    readonly volumeClaimTemplate: { readonly spec: { readonly storageClassName?: string } };
  };
  readonly projected?: {
    readonly sources?: readonly {
      readonly secret?: NamedSource;
      readonly configMap?: NamedSource;
    }[];
  };
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  /** `Always`: an init container that runs beside the others, a sidecar. */
  readonly restartPolicy?: string;
  readonly args?: readonly string[];
  readonly command?: readonly string[];
  readonly ports?: readonly {
    readonly name?: string;
    readonly containerPort: number;
    readonly protocol?: string;
  }[];
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef?: KeyRef; readonly configMapKeyRef?: KeyRef };
  }[];
  readonly envFrom?: readonly { readonly secretRef?: KeyRef; readonly configMapRef?: KeyRef }[];
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string | number>>;
    readonly limits?: Readonly<Record<string, string | number>>;
  };
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface PodSpec {
  readonly serviceAccountName?: string;
  readonly imagePullSecrets?: readonly KeyRef[];
  readonly priorityClassName?: string;
  readonly runtimeClassName?: string;
  readonly hostNetwork?: boolean;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
}

export interface PodTemplate {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  readonly spec: PodSpec;
  /** Path of the PodSpec in the object. */
  readonly field: string;
}

interface TemplateHolder {
  readonly metadata?: Pick<PodTemplate, "annotations"> & Partial<Pick<PodTemplate, "labels">>;
  readonly spec?: PodSpec;
}

const templateFields: Readonly<Record<string, string>> = {
  Deployment: "spec.template",
  StatefulSet: "spec.template",
  DaemonSet: "spec.template",
  ReplicaSet: "spec.template",
  Job: "spec.template",
  CronJob: "spec.jobTemplate.spec.template",
};

/** Whether objects of a built-in kind make pods. */
export function isWorkload(kind: string): boolean {
  return kind === "Pod" || Object.hasOwn(templateFields, kind);
}

/** The pods that a workload makes, or undefined for every other kind. */
export const podTemplateOf = perObject(findTemplate);

function findTemplate(manifest: Manifest): PodTemplate | undefined {
  const field =
    manifest.kind === "Pod" && manifest.apiVersion === "v1"
      ? ""
      : ownOf(templateFields, manifest.kind);
  if (field === undefined || !/^(apps\/v1|batch\/v1|v1)$/.test(manifest.apiVersion))
    return undefined;
  const holder = follow(manifest, field) as TemplateHolder | undefined;
  if (!holder?.spec?.containers) return undefined;
  return {
    labels: holder.metadata?.labels ?? {},
    annotations: holder.metadata?.annotations,
    spec: holder.spec,
    field: field ? `${field}.spec` : "spec",
  };
}

function follow(value: unknown, field: string): unknown {
  if (field === "") return value;
  return field
    .split(".")
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value);
}

/** Everything the pods of a workload name. */
export function podReferences({ spec, field }: PodTemplate, namespace: string): Reference[] {
  const found: Reference[] = [];
  const add = (
    kind: string,
    name: string | undefined,
    at: string,
    more?: Partial<Reference>,
  ): void => {
    if (name) found.push({ group: "", kind, namespace, name, field: `${field}.${at}`, ...more });
  };
  const account = spec.serviceAccountName;
  if (account !== "default") add("ServiceAccount", account, "serviceAccountName");
  spec.imagePullSecrets?.forEach(({ name }, i) =>
    add("Secret", name, `imagePullSecrets[${i}].name`),
  );
  const scheduling = { group: "scheduling.k8s.io", namespace: "" };
  if (!spec.priorityClassName?.startsWith("system-")) {
    add("PriorityClass", spec.priorityClassName, "priorityClassName", scheduling);
  }
  add("RuntimeClass", spec.runtimeClassName, "runtimeClassName", {
    group: "node.k8s.io",
    namespace: "",
  });
  spec.volumes?.forEach((volume, i) => volumeReferences(volume, `volumes[${i}]`, add));
  spec.initContainers?.forEach((container, i) =>
    containerReferences(container, `initContainers[${i}]`, add),
  );
  spec.containers.forEach((container, i) =>
    containerReferences(container, `containers[${i}]`, add),
  );
  return found;
}

type Add = (kind: string, name: string | undefined, at: string, more?: Partial<Reference>) => void;

function volumeReferences(volume: Volume, at: string, add: Add): void {
  const source = (kind: string, { name, items, optional }: NamedSource, where: string): void => {
    if (!items?.length) add(kind, name, where, { optional });
    for (const { key } of items ?? []) add(kind, name, where, { key, optional });
  };
  const { secret, configMap, persistentVolumeClaim, projected, ephemeral } = volume;
  add(
    "StorageClass",
    ephemeral?.volumeClaimTemplate?.spec?.storageClassName,
    `${at}.ephemeral.volumeClaimTemplate.spec.storageClassName`,
    { group: "storage.k8s.io", namespace: "" },
  );
  if (secret) source("Secret", { ...secret, name: secret.secretName }, `${at}.secret.secretName`);
  if (configMap) source("ConfigMap", configMap, `${at}.configMap.name`);
  add(
    "PersistentVolumeClaim",
    persistentVolumeClaim?.claimName,
    `${at}.persistentVolumeClaim.claimName`,
  );
  projected?.sources?.forEach((from, i) => {
    if (from.secret) source("Secret", from.secret, `${at}.projected.sources[${i}].secret.name`);
    if (from.configMap)
      source("ConfigMap", from.configMap, `${at}.projected.sources[${i}].configMap.name`);
  });
}

function containerReferences({ env, envFrom }: Container, at: string, add: Add): void {
  env?.forEach(({ valueFrom }, i) => {
    if (!valueFrom) return;
    const { secretKeyRef: secret, configMapKeyRef: config } = valueFrom;
    if (secret) add("Secret", secret.name, `${at}.env[${i}].valueFrom.secretKeyRef`, secret);
    if (config) add("ConfigMap", config.name, `${at}.env[${i}].valueFrom.configMapKeyRef`, config);
  });
  envFrom?.forEach(({ secretRef, configMapRef }, i) => {
    add("Secret", secretRef?.name, `${at}.envFrom[${i}].secretRef.name`, {
      optional: secretRef?.optional,
    });
    add("ConfigMap", configMapRef?.name, `${at}.envFrom[${i}].configMapRef.name`, {
      optional: configMapRef?.optional,
    });
  });
}
