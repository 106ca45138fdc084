import type { Rendered } from "../build/rendered.ts";
import type { Cluster } from "../model/cluster.ts";
import { namespaceOf } from "../model/placement.ts";
import { podTemplateOf } from "../order/references/pod.ts";

/**
 * The namespaces of a cluster whose pods are refused what nobody needs. Not kube-system, where the distribution runs
 * pods that no object shows and all others need, nor where the pods' network itself runs: it would refuse itself.
 */
export function closedNamespaces(cluster: Cluster, components: readonly Rendered[]): string[] {
  const { defaultDeny = true, openNamespaces = [] } = cluster;
  if (!defaultDeny) return [];
  const networks = cluster.components.filter(({ provides }) => provides.includes("cni"));
  const open = new Set(["kube-system", ...networks.map(namespaceOf), ...openNamespaces]);
  // Every component stands in a namespace of the engine's making, or in one of the API server's.
  const made = components
    .filter(({ placement }) => placement === undefined)
    .flatMap(({ manifests }) => manifests.filter(({ kind }) => kind === "Namespace"))
    .map(({ metadata }) => metadata.name);
  const names = hasPods(components, "default") ? [...made, "default"] : made;
  return names.filter((name) => !open.has(name)).sort();
}

function hasPods(components: readonly Rendered[], namespace: string): boolean {
  return components.some(({ manifests }) =>
    manifests.some((one) => one.metadata.namespace === namespace && podTemplateOf(one)),
  );
}
