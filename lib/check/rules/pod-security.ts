import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import type { Level } from "../support/pod-standards.ts";
import { violation } from "../support/pod-standards.ts";
import { problemAt } from "../support/rule.ts";

const label = "pod-security.kubernetes.io/enforce";

/** Pods keep to the Pod Security level of their namespace: the API server makes none of the others. */
export function* podSecurity({ cluster, components, index }: ClusterPlan): Iterable<Problem> {
  const levels = new Map<string, string>();
  for (const { manifests } of components) {
    for (const { kind, metadata } of manifests) {
      const level = kind === "Namespace" ? metadata.labels?.[label] : undefined;
      if (level !== undefined && level !== "privileged") levels.set(metadata.name, level);
    }
  }
  // The admission plugin of the profile holds namespaces without a label to this; nobody else labels these.
  if (cluster.kubernetes.profile === "hardened")
    for (const name of ["default", "kube-public", "kube-node-lease"])
      levels.set(name, "restricted");
  if (levels.size === 0) return;
  for (const { manifest, component, pods } of index.items) {
    const level = pods && levels.get(manifest?.metadata.namespace ?? "");
    const found = level && violation(pods.spec, level as Level);
    if (!found) continue;
    const { namespace } = manifest.metadata;
    const [field, todo] = found;
    yield problemAt(
      cluster,
      component.name,
      `${titleOf(manifest)} ${pods.field}.${field}, which level ${level} of namespace ${namespace} refuses; ${todo}`,
    );
  }
}
