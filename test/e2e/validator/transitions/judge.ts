import { refusedChanges } from "../../../../lib/kubernetes/transition/refused.ts";
import type { Classes } from "../../../../lib/kubernetes/transition/claims.ts";
import type { Manifest } from "../../../../lib/kubernetes/manifest.ts";
import type { Kube, KubeObject } from "../../kube.ts";
import { until } from "../../wait.ts";
import type { Api } from "../api.ts";
import type { Pair } from "./pairs.ts";

/** As Argo CD applies. */
export const applied = "fieldManager=argocd-controller&force=true&fieldValidation=Strict";

/** What both sides say of one pair. */
export interface Transition extends Pair {
  /** Nothing where the server takes the change. */
  readonly refusal: string | undefined;
  /** Whether what it took is what a new object would be. */
  readonly isDone: boolean;
  readonly problems: readonly string[];
}

/** Two classes that the server has, one of them for who asks for none. */
const classes: Classes = { usual: "grows", grows: (name) => name === "grows" };

export async function makeClasses(kube: Kube): Promise<void> {
  for (const name of ["grows", "fixed"]) {
    const isUsual = name === classes.usual;
    const annotations = { "storageclass.kubernetes.io/is-default-class": String(isUsual) };
    await kube.ask("PATCH", `/apis/storage.k8s.io/v1/storageclasses/${name}?${applied}`, {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name, annotations },
      provisioner: "house.example",
      allowVolumeExpansion: isUsual,
    });
  }
}

/** How many families of addresses a cluster has is not for a change to say. */
const isOfCluster = /not configured (?:on this cluster|for dual-stack)/;

/** Applies one side after the other; nothing where one of them is refused by itself. */
export async function judge(kube: Kube, api: Api, pair: Pair): Promise<Transition | undefined> {
  const { before, after } = pair;
  const collection = (await api.collectionOf(before))!;
  const path = `${collection}/${before.metadata.name}`;
  const fresh = await kube.ask("PATCH", `${path}?${applied}&dryRun=All`, after);
  if (!fresh.object) return undefined;
  if ((await kube.ask("PATCH", `${path}?${applied}`, before)).status >= 300) return undefined;
  await settle(kube, path, before);
  const { object, message } = await kube.ask("PATCH", `${path}?${applied}`, after);
  await remove(kube, path, before);
  if (isOfCluster.test(message)) return undefined;
  return {
    ...pair,
    refusal: object ? undefined : message,
    isDone: object !== undefined && isSame(object, fresh.object),
    problems: refusedChanges(before, after, classes),
  };
}

/** What controllers would do before anybody changes it: a claim has a volume, a Job waits, a kind is known. */
async function settle(kube: Kube, path: string, { kind, metadata, spec }: Manifest): Promise<void> {
  if (kind === "PersistentVolumeClaim") {
    const { resources } = spec as { readonly resources: { readonly requests: object } };
    await kube.patch(path, { spec: { volumeName: `volume-${metadata.name}` } });
    const status = { phase: "Bound", capacity: resources.requests };
    await kube.patch(`${path}/status`, { status });
  }
  if (kind === "Job" && (spec as { readonly suspend?: boolean }).suspend) {
    const suspended = {
      type: "Suspended",
      status: "True",
      lastTransitionTime: "2026-01-01T00:00:00Z",
    };
    await kube.patch(`${path}/status`, { status: { conditions: [suspended] } });
  }
  if (kind === "CustomResourceDefinition")
    await until(`kind ${metadata.name}`, async () => isEstablished(await kube.get(path)), 10);
}

function isEstablished(definition: KubeObject | undefined): boolean {
  const conditions = (definition?.["status"]?.conditions ?? []) as readonly Condition[];
  return conditions.some(({ type, status }) => type === "Established" && status === "True");
}

interface Condition {
  readonly type: string;
  readonly status: string;
}

async function remove(kube: Kube, path: string, { kind }: Manifest): Promise<void> {
  if (kind === "Namespace") return;
  if (kind.startsWith("PersistentVolume"))
    await kube.patch(path, { metadata: { finalizers: null } });
  await kube.delete(path);
}

/** But for what is each object's own, and what the server chooses. */
function isSame(one: KubeObject, other: KubeObject): boolean {
  return canonical(one) === canonical(other);
}

const own = new Set(
  "clusterIP clusterIPs controller-uid creationTimestamp finalizers generation healthCheckNodePort imagePullPolicy ingressClassName ipFamilies ipFamilyPolicy managedFields nodePort resourceVersion status storageClassName uid volumeName".split(
    " ",
  ),
);

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).toSorted().join()}]`;
  if (typeof value === "string") return value.replace(/^(kube-api-access)-.*$/, "$1");
  if (typeof value !== "object" || value === null) return String(value);
  const { type } = value as { readonly type?: unknown };
  const fields = Object.entries(value)
    // The numbers of a strategy that is another's say nothing.
    .filter(([key]) => key !== "rollingUpdate" || type !== "OnDelete")
    .filter(
      ([key, field]) =>
        (!own.has(key) || field === "None") &&
        !/(?:controller-uid|template\.generation)$/.test(key),
    )
    .map(([key, field]) => `${key}:${canonical(field)}`);
  return `{${fields.toSorted().join()}}`;
}
