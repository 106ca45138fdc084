import type { Manifest } from "../kubernetes/manifest.ts";
import type { Cluster } from "../model/cluster.ts";
import type { PodSecurity } from "../model/cluster-data.ts";
import type { Rendered } from "./rendered.ts";
import { emptyComponent } from "./rendered.ts";

const builtInNamespaces = new Set(["default", "kube-system", "kube-public", "kube-node-lease"]);
const strictness: readonly PodSecurity[] = ["privileged", "baseline", "restricted"];

/**
 * The namespaces of a cluster as one component of the engine's own. They stand in one Application for good:
 * a Namespace that changed its Application would need a hand to change its owner.
 */
export function renderNamespaces(cluster: Cluster, components: readonly Rendered[]): Rendered {
  const levels = new Map<string, PodSecurity>();
  for (const [name, { podSecurity }] of Object.entries(cluster.environments)) {
    levels.set(name, podSecurity ?? "restricted");
  }
  for (const { namespace, placement } of components) {
    const level = placement?.definition.podSecurity ?? "baseline";
    const known = levels.get(namespace);
    if (cluster.environments[namespace]) continue;
    levels.set(
      namespace,
      known && strictness.indexOf(known) < strictness.indexOf(level) ? known : level,
    );
  }
  const names = [...levels.keys()].filter((name) => !builtInNamespaces.has(name)).sort();
  return {
    ...emptyComponent({ cluster, name: "namespaces", layer: "security", namespace: "default" }),
    manifests: names.map((name) => namespaceManifest(name, levels.get(name)!)),
  };
}

function namespaceManifest(name: string, level: PodSecurity): Manifest {
  const labels = Object.fromEntries(
    ["audit", "enforce", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]),
  );
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}
