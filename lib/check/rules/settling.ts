import { ownOf } from "../../outside/maps.ts";
import { knownOf } from "../../kubernetes/known.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import { groupOf, isHook, titleOf } from "../../kubernetes/manifest.ts";
import type { IgnoredDifference } from "../../model/release.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { problemAt, specOf } from "../support/rule.ts";

/** What keeps an object from ever being in sync. */
interface Fight {
  readonly message: string;
  /** Where `ignoreDifferences` ends it. */
  readonly pointer?: RegExp;
}

/**
 * Whatever somebody else in the cluster writes again, or what the API server never has as it is sent: an automated Argo CD
 * applies it for ever. Which there are was found by applying objects of all built-in kinds to an API server with its
 * controllers: `npm run e2e -- --only settles`. What the server only writes otherwise (amounts, defaults, empty maps and
 * lists, a status) settles, as it is asked what it would make of the object.
 */
export function* settling({ cluster, components }: ClusterPlan): Iterable<Problem> {
  for (const { name, manifests, ignoreDifferences } of components)
    for (const manifest of manifests) {
      if (knownOf(manifest)) continue;
      for (const fight of fightsOf(manifest))
        if (!isIgnored(fight, manifest, ignoreDifferences))
          yield problemAt(cluster, name, `${titleOf(manifest)} ${fight.message}`);
    }
}

/** The same of one object, whatever is ignored. */
export function settlingIn(manifest: Manifest): readonly string[] {
  return [...fightsOf(manifest)].map(({ message }) => message);
}

function isIgnored(
  { pointer }: Fight,
  { apiVersion, kind, metadata }: Manifest,
  ignored: readonly IgnoredDifference[],
): boolean {
  if (!pointer) return false;
  return ignored.some(
    (one) =>
      one.kind === kind &&
      (one.group ?? "") === groupOf(apiVersion) &&
      (one.name ?? metadata.name) === metadata.name &&
      [...(one.jsonPointers ?? []), ...(one.jqPathExpressions ?? [])].some((path) =>
        pointer.test(path),
      ),
  );
}

/** Annotations and names of objects that a part of Kubernetes keeps as it wants them. */
const annotations: Readonly<Record<string, string>> = {
  "deployment.kubernetes.io/revision": "the controller of Deployments sets",
  "volume.kubernetes.io/selected-node": "the scheduler sets",
};

/** Objects of API Priority and Fairness that the API server keeps as it has them (Kubernetes 1.36). */
const ownFlows: Readonly<Record<string, readonly string[]>> = {
  FlowSchema: [
    "catch-all",
    "endpoint-controller",
    "exempt",
    "global-default",
    "kube-controller-manager",
    "kube-scheduler",
    "kube-system-service-accounts",
    "probes",
    "service-accounts",
    "system-leader-election",
    "system-node-high",
    "system-nodes",
    "workload-leader-election",
  ],
  PriorityLevelConfiguration: [
    "catch-all",
    "exempt",
    "global-default",
    "leader-election",
    "node-high",
    "system",
    "workload-high",
    "workload-low",
  ],
};
const keepsFlows = "apf.kubernetes.io/autoupdate-spec";

function* fightsOf(manifest: Manifest): Iterable<Fight> {
  const { kind, metadata } = manifest;
  const given = metadata.annotations ?? {};
  if ((metadata["ownerReferences"] as readonly unknown[] | undefined)?.length)
    yield {
      message:
        "has metadata.ownerReferences, whose uid no other cluster has: the object is deleted as one without an owner, and Argo CD makes it again and again; drop them",
    };
  for (const name in annotations)
    if (given[name] !== undefined)
      yield { message: `carries the annotation ${name}, which ${annotations[name]}; drop it` };
  if (ownOf(ownFlows, kind)?.includes(metadata.name) && given[keepsFlows] !== "false")
    yield {
      message: `is one that the API server sets back again and again; annotate it with ${keepsFlows}: "false", or give it another name`,
    };
  if (kind === "ConfigMap" && metadata.name === "kube-root-ca.crt")
    yield {
      message:
        "is what Kubernetes writes into each namespace, again and again; give it another name",
    };
  // A hook is made anew by each sync in any case.
  if (kind === "Job" && !isHook(manifest) && lasts(manifest) !== undefined)
    yield {
      message:
        "has spec.ttlSecondsAfterFinished, so it goes when it has ended, and Argo CD runs it again and again; drop it",
    };
  if (kind === "Event")
    yield { message: "is gone after an hour, and Argo CD makes it again and again; drop it" };
  yield* writtenByControllers(manifest);
}

function lasts(manifest: Manifest): number | undefined {
  return specOf<{ ttlSecondsAfterFinished: number }>(manifest).ttlSecondsAfterFinished;
}

function* writtenByControllers(manifest: Manifest): Iterable<Fight> {
  const { kind, metadata } = manifest;
  if (kind === "ClusterRole" && manifest["aggregationRule"] && manifest["rules"] !== undefined)
    yield {
      message:
        "has rules beside its aggregationRule, and a controller writes those of other ClusterRoles there; drop rules, or name /rules in ignoreDifferences",
      pointer: /^\/rules$|^\.rules$/,
    };
  if (kind === "Secret" && manifest["type"] === "kubernetes.io/service-account-token") {
    const part = ["data", "stringData"].find((one) => manifest[one] !== undefined);
    if (part) yield { message: `has ${part}, which a controller writes for its token; drop it` };
  }
  const injector = Object.keys(metadata.annotations ?? {}).find((name) => injects.test(name));
  if (injector !== undefined && holdsKey(manifest, "caBundle"))
    yield {
      message: `has a caBundle, and the annotation ${injector} has somebody else write it; drop one of them, or name the field in ignoreDifferences`,
      pointer: /caBundle/,
    };
}

/** Of whoever writes certificates of authorities into objects; each has a name of its own before it. */
const injects = /\/inject-(?:\w+-)?ca(?:-|$)/;

function holdsKey(value: unknown, key: string): boolean {
  if (typeof value !== "object" || value === null) return false;
  return key in value || Object.values(value).some((one) => holdsKey(one, key));
}
