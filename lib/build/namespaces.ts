import type { Manifest } from "../kubernetes/manifest.ts";
import type { Cluster } from "../model/cluster.ts";
import type { PodSecurity } from "../model/cluster-data.ts";
import type { Rendered } from "./rendered.ts";
import { emptyComponent } from "./rendered.ts";

const builtInNamespaces = new Set(["default", "kube-system", "kube-public", "kube-node-lease"]);
/** The loosest first. */
const strictness: readonly PodSecurity[] = ["privileged", "baseline", "restricted"];

/**
 * The namespaces of a cluster as one component of the engine's own. They stand in one Application for good:
 * a Namespace that changed its Application would need a hand to change its owner.
 */
export function renderNamespaces(cluster: Cluster, components: readonly Rendered[]): Rendered {
  const levels = new Map<string, PodSecurity>();
  const reasons = new Map<string, Set<string>>();
  for (const [name, { podSecurity }] of Object.entries(cluster.environments)) {
    levels.set(name, podSecurity ?? "restricted");
  }
  for (const { namespace, placement, loosened } of components) {
    if (cluster.environments[namespace]) continue;
    const own = placement?.definition.podSecurity ?? "baseline";
    const asked = [own, ...loosened.map(([level]) => level)];
    levels.set(namespace, loosest([...asked, levels.get(namespace) ?? "restricted"]));
    const known = reasons.get(namespace) ?? new Set();
    for (const [level, reason] of loosened) known.add(`${level}: ${reason}`);
    reasons.set(namespace, known);
  }
  const names = [...levels.keys()].filter((name) => !builtInNamespaces.has(name)).sort();
  return {
    ...emptyComponent({ cluster, name: "namespaces", layer: "security", namespace: "default" }),
    manifests: names.map((name) =>
      namespaceManifest(name, levels.get(name)!, [...(reasons.get(name) ?? [])].sort()),
    ),
  };
}

function loosest(levels: readonly PodSecurity[]): PodSecurity {
  return strictness.find((level) => levels.includes(level)) ?? "restricted";
}

function namespaceManifest(name: string, level: PodSecurity, reasons: readonly string[]): Manifest {
  const labels = Object.fromEntries(
    ["audit", "enforce", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]),
  );
  // The annotation that Kubernetes keeps for what people say of an object.
  const annotations = { "kubernetes.io/description": reasons.join("\n") };
  const metadata = { name, labels, ...(reasons.length > 0 && { annotations }) };
  return { apiVersion: "v1", kind: "Namespace", metadata };
}
