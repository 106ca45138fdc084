import { knownOf } from "../../kubernetes/known.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import { groupOf, isHook, titleOf } from "../../kubernetes/manifest.ts";
import { findLeaves } from "../../kubernetes/paths.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { problemAt, specOf } from "../support/rule.ts";

/** Built-in kinds that Argo CD's default `resource.exclusions` drop without applying them (Argo CD 3.4). */
const excluded: Readonly<Record<string, readonly string[]>> = {
  "": ["Endpoints"],
  "discovery.k8s.io": ["EndpointSlice"],
  "coordination.k8s.io": ["Lease"],
  "authentication.k8s.io": ["SelfSubjectReview", "TokenReview"],
  "authorization.k8s.io": [
    "LocalSubjectAccessReview",
    "SelfSubjectAccessReview",
    "SelfSubjectRulesReview",
    "SubjectAccessReview",
  ],
  "certificates.k8s.io": ["CertificateSigningRequest"],
};

/** Annotations that belong to the live object. */
const live: Readonly<Record<string, string>> = {
  "argocd.argoproj.io/tracking-id": "Argo CD sets at each sync",
  "argocd.argoproj.io/installation-id": "Argo CD sets at each sync",
  "kubectl.kubernetes.io/last-applied-configuration": "kubectl sets",
};

/** Fields of metadata that only the API server sets. */
const serverFields = [
  "uid",
  "selfLink",
  "generation",
  "resourceVersion",
  "managedFields",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
] as const;

/** The API server's limit for the data of a ConfigMap or Secret. */
const largestData = 2 ** 20;
/** etcd's default limit for one request. */
const largestObject = 1.5 * 2 ** 20;
/** The API server's limit for annotations, one of which holds the object without server-side apply. */
const largestAnnotation = 2 ** 18;

/** What Argo CD takes without a word and then never syncs, or never calls healthy. */
export function* poison({ cluster, components, index }: ClusterPlan): Iterable<Problem> {
  for (const { name, manifests } of components) {
    for (const manifest of manifests) {
      if (index.kinds.of(manifest).some(({ isExcluded }) => isExcluded))
        yield problemAt(cluster, name, `${titleOf(manifest)} ${excludedIssue(manifest)}`);
      if (knownOf(manifest)) continue;
      for (const message of poisonIn(manifest))
        yield problemAt(cluster, name, `${titleOf(manifest)} ${message}`);
    }
  }
}

/** The same of one object, which is all that it depends on. */
export function poisonIn(manifest: Manifest): readonly string[] {
  const found: string[] = [];
  kindIssues(manifest, found);
  metadataIssues(manifest, found);
  healthIssues(manifest, found);
  sizeIssues(manifest, found);
  for (const { path } of findLeaves(manifest, halfCharacter))
    found.push(`${path} has half a character, which no reader of YAML takes; write the whole one`);
  return found;
}

/** Of an emoji that was cut in two. */
function halfCharacter(value: unknown): true | undefined {
  return typeof value === "string" && !value.isWellFormed() ? true : undefined;
}

function excludedIssue({ kind }: Manifest): string {
  return `is of a kind that Argo CD excludes; leave ${kind} to its controller`;
}

function kindIssues(manifest: Manifest, found: string[]): void {
  const { apiVersion, kind, items } = manifest;
  if (items !== undefined && kind.endsWith("List"))
    found.push("is a list, which Argo CD takes apart; add its items one by one");
  else if (excluded[groupOf(apiVersion)]?.includes(kind)) found.push(excludedIssue(manifest));
}

function metadataIssues({ metadata }: Manifest, found: string[]): void {
  const { annotations } = metadata;
  if (metadata["generateName"] !== undefined)
    found.push("has metadata.generateName, so each sync would make another; give it a name");
  for (const field of serverFields)
    if (metadata[field] !== undefined)
      found.push(`has metadata.${field}, which only the API server sets; drop it`);
  if (annotations) {
    for (const name in live)
      if (annotations[name] !== undefined)
        found.push(`carries the annotation ${name}, which ${live[name]}; drop it`);
    if (annotations["argocd.argoproj.io/sync-wave"] !== undefined)
      found.push(
        "has a sync wave of its own, which gets an Application stuck for good; drop it, order comes from what objects refer to",
      );
  }
}

/** What never becomes healthy holds up everything behind it. */
function healthIssues(manifest: Manifest, found: string[]): void {
  const { kind } = manifest;
  if (kind !== "Deployment" && kind !== "Job" && kind !== "CronJob" && kind !== "Pod") return;
  const spec = specOf<{
    activeDeadlineSeconds: number;
    paused: boolean;
    suspend: boolean;
  }>(manifest);
  if (kind === "Deployment" && spec.paused)
    found.push("has spec.paused set, so it never becomes healthy; drop it");
  if ((kind === "Job" || kind === "CronJob") && spec.suspend)
    found.push("has spec.suspend set, so it never becomes healthy; drop it");
  if (
    (kind === "Job" || (kind === "Pod" && isHook(manifest))) &&
    spec.activeDeadlineSeconds === undefined
  )
    found.push(
      "has no spec.activeDeadlineSeconds, so one that hangs holds up the sync for ever; set it",
    );
}

/** Only these grow large: nothing else is measured. */
function sizeIssues(manifest: Manifest, found: string[]): void {
  const { kind, metadata } = manifest;
  if (kind === "ConfigMap" || kind === "Secret") {
    const bytes = dataSize(manifest);
    if (bytes > largestData)
      found.push(
        `has ${bytes} bytes of data, more than the API server takes (${largestData}); split it`,
      );
  } else if (kind === "CustomResourceDefinition") {
    const bytes = Buffer.byteLength(JSON.stringify(manifest));
    const options = metadata.annotations?.["argocd.argoproj.io/sync-options"] ?? "";
    if (bytes > largestObject)
      found.push(`takes ${bytes} bytes, more than etcd stores (${largestObject}); split it`);
    else if (bytes > largestAnnotation && /ServerSideApply=false/.test(options))
      found.push(
        `takes ${bytes} bytes, which only a server-side apply can carry; drop ServerSideApply=false`,
      );
  }
}

/** The API server counts what base64 stands for, and no keys. */
function isEncoded({ kind }: Manifest, part: string): boolean {
  return part === "binaryData" || (kind === "Secret" && part === "data");
}

function dataSize(manifest: Manifest): number {
  let bytes = 0;
  for (const part of ["data", "binaryData", "stringData"]) {
    const fields = manifest[part] as Readonly<Record<string, unknown>> | undefined;
    for (const key in fields) {
      const text = String(fields[key]);
      bytes += isEncoded(manifest, part)
        ? Buffer.from(text, "base64").length
        : Buffer.byteLength(text);
    }
  }
  return bytes;
}
