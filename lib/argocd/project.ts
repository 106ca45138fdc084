import type { Fleet } from "../cluster.ts";
import type { Layer } from "../component.ts";
import type { Application } from "../graph/applications.ts";
import type { Manifest } from "../manifest.ts";
import { groupOf } from "../manifest.ts";
import type { ScopeOfKind } from "../render.ts";
import { argocdNamespace, destinationName, projectName, projectWave } from "./names.ts";

/** The AppProject of one layer: exactly the sources, namespaces and cluster-scoped kinds that its Applications use. */
export function projectManifest(
  fleet: Fleet,
  layer: Layer,
  applications: readonly Application[],
  scopeOfKind: ScopeOfKind,
): Manifest {
  const { cluster } = applications[0]!.component;
  const server = destinationName(fleet, cluster.name, cluster.argocd);
  const namespaces = new Set<string>();
  const sources = new Set<string>();
  const clusterKinds = new Set<string>();
  for (const { component, manifests, release } of applications) {
    namespaces.add(component.namespace);
    if (manifests.length > 0) sources.add(fleet.repository.url);
    if (release) {
      sources.add(release.chart.repository.replace(/^oci:\/\//, ""));
      for (const kind of release.makes.clusterKinds ?? []) clusterKinds.add(kind);
      for (const namespace of release.makes.namespaces ?? []) namespaces.add(namespace);
      if (release.chart.crds.length > 0 && !release.crdsAtRunTime) {
        clusterKinds.add("apiextensions.k8s.io/CustomResourceDefinition");
      }
    }
    for (const { apiVersion, kind, metadata } of manifests) {
      if (metadata.namespace) namespaces.add(metadata.namespace);
      if (scopeOfKind(apiVersion, kind) === "Cluster")
        clusterKinds.add(`${groupOf(apiVersion)}/${kind}`);
    }
  }
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: {
      name: projectName(cluster, layer),
      namespace: argocdNamespace,
      annotations: { "argocd.argoproj.io/sync-wave": String(projectWave) },
    },
    spec: {
      description: `${layer} of cluster ${cluster.name}`,
      sourceRepos: [...sources].sort(),
      destinations: [...namespaces].sort().map((namespace) => ({ name: server, namespace })),
      clusterResourceWhitelist: [...clusterKinds].sort().map((entry) => {
        const [group, kind] = entry.split("/");
        return { group, kind };
      }),
    },
  };
}
