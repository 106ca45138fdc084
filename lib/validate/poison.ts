import type { Manifest } from "../manifest.ts";
import { groupOf, titleOf } from "../manifest.ts";
import type { ClusterPlan } from "../plan.ts";
import type { Problem } from "../problem.ts";
import { problemAt } from "./rule.ts";

/** Kinds that Argo CD's default `resource.exclusions` drop without applying them (Argo CD 3.4). */
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
  "cert-manager.io": ["CertificateRequest"],
  "cilium.io": ["CiliumIdentity", "CiliumEndpoint", "CiliumEndpointSlice"],
  "wgpolicyk8s.io": ["PolicyReport", "ClusterPolicyReport"],
};

/** etcd's default limit for one request. */
const largestObject = 1.5 * 2 ** 20;

/** What Argo CD takes without a word and then never syncs. */
export function* poison({ cluster, components }: ClusterPlan): Iterable<Problem> {
  for (const { name, manifests } of components) {
    for (const manifest of manifests) {
      for (const message of issues(manifest))
        yield problemAt(cluster, name, `${titleOf(manifest)} ${message}`);
    }
  }
}

function* issues(manifest: Manifest): Iterable<string> {
  const { apiVersion, kind, metadata } = manifest;
  const annotations = metadata.annotations ?? {};
  if (kind.endsWith("List") && "items" in manifest)
    yield "is a list, which Argo CD takes apart; add its items one by one";
  if (excluded[groupOf(apiVersion)]?.includes(kind))
    yield `is of a kind that Argo CD excludes; leave ${kind} to its controller`;
  if (metadata["generateName"] !== undefined)
    yield "has metadata.generateName, so each sync would make another; give it a name";
  if (annotations["argocd.argoproj.io/tracking-id"] !== undefined) {
    yield "carries Argo CD's tracking-id annotation, which is set at each sync; drop it";
  }
  if (annotations["argocd.argoproj.io/sync-wave"] !== undefined) {
    yield "has a sync wave of its own, which gets an Application stuck for good; drop it, order comes from what objects refer to";
  }
  if (kind === "CustomResourceDefinition") {
    if (metadata.namespace !== undefined)
      yield `is in namespace ${metadata.namespace}, so Argo CD would prune it; drop the namespace`;
    const { preserveUnknownFields } = (manifest["spec"] ?? {}) as {
      preserveUnknownFields?: boolean;
    };
    if (preserveUnknownFields === false)
      yield "sets spec.preserveUnknownFields to false, which differs from the live object for ever; drop it";
  }
  yield* stalls(manifest);
  const bytes = sizeOf(manifest);
  if (bytes > largestObject)
    yield `takes ${bytes} bytes, more than etcd stores (${largestObject}); split it`;
}

/** What never becomes healthy holds up everything behind it. */
function* stalls(manifest: Manifest): Iterable<string> {
  const { kind, metadata } = manifest;
  const spec = (manifest["spec"] ?? {}) as {
    activeDeadlineSeconds?: number;
    paused?: boolean;
    suspend?: boolean;
  };
  if (kind === "Deployment" && spec.paused)
    yield "has spec.paused set, so it never becomes healthy; drop it";
  if (kind === "Job" && spec.suspend)
    yield "has spec.suspend set, so it never becomes healthy; drop it";
  const isHook = metadata.annotations?.["argocd.argoproj.io/hook"] !== undefined;
  if ((kind === "Job" || (kind === "Pod" && isHook)) && spec.activeDeadlineSeconds === undefined) {
    yield "has no spec.activeDeadlineSeconds, so one that hangs holds up the sync for ever; set it";
  }
}

/** Only a ConfigMap or a CustomResourceDefinition grows that large: nothing else is measured. */
function sizeOf(manifest: Manifest): number {
  const isLarge = manifest.kind === "ConfigMap" || manifest.kind === "CustomResourceDefinition";
  return isLarge ? Buffer.byteLength(JSON.stringify(manifest)) : 0;
}
