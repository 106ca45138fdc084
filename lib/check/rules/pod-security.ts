import type { Manifest } from "../../kubernetes/manifest.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import { minorOf } from "../../model/cluster-data.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import type { Level } from "../support/pod-standards.ts";
import { violation } from "../support/pod-standards.ts";
import { listed, problemAt } from "../support/rule.ts";
import { didYouMean } from "../../words.ts";

const prefix = "pod-security.kubernetes.io/";
const label = `${prefix}enforce`;

/** Pods keep to the Pod Security level of their namespace: the API server makes none of the others. */
export function* podSecurity({ cluster, components, index }: ClusterPlan): Iterable<Problem> {
  const levels = new Map<string, string>();
  for (const { name, manifests } of components) {
    for (const manifest of manifests) {
      if (manifest.kind !== "Namespace") continue;
      for (const message of labelIssues(manifest)) yield problemAt(cluster, name, message);
      const level = manifest.metadata.labels?.[label] ?? "privileged";
      if (level === "baseline" || level === "restricted") levels.set(manifest.metadata.name, level);
    }
  }
  // The admission plugin of the profile holds namespaces without a label to this; nobody else labels these.
  if (cluster.kubernetes.profile === "hardened")
    for (const name of ["default", "kube-public", "kube-node-lease"])
      levels.set(name, "restricted");
  if (levels.size === 0) return;
  const minor = Number(minorOf(cluster.kubernetes.version).split(".")[1]);
  for (const { manifest, component, pods } of index.items) {
    const level = pods && levels.get(manifest?.metadata.namespace ?? "");
    const found = level && violation(pods, level as Level, minor);
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

/** A level that there is not: the API server takes no such Namespace. */
function* labelIssues(namespace: Manifest): Iterable<string> {
  for (const [key, value] of Object.entries(namespace.metadata.labels ?? {})) {
    const [, what] = /^(enforce|audit|warn)(?:-version)?$/.exec(key.slice(prefix.length)) ?? [];
    if (!key.startsWith(prefix) || what === undefined) continue;
    const isLevel = key === `${prefix}${what}`;
    if (isLevel ? levelNames.includes(value) : /^(?:latest|v1\.\d+)$/.test(value)) continue;
    const todo = isLevel
      ? (didYouMean(value, levelNames) ?? `use ${listed(levelNames, "or")}`)
      : "use latest or v1.<minor>";
    yield `${titleOf(namespace)} metadata.labels["${key}"] is "${value}", which is no ${isLevel ? "level" : "version"} of Pod Security; ${todo}`;
  }
}

const levelNames = ["privileged", "baseline", "restricted"];
