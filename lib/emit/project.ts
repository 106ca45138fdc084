import { chartUrl } from "./chart-url.ts";
import type { Fleet } from "../model/cluster.ts";
import type { Layer } from "../model/definition.ts";
import type { Application } from "../order/applications.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { argocdNamespace, destinationName, projectName, projectWave } from "../order/names.ts";

/**
 * The AppProject of one layer: exactly the sources that its Applications use, on its cluster alone. It lists neither
 * namespaces nor kinds: Argo CD deletes only what the project still allows, and the push that takes an Application
 * out would narrow the project first, so that everything of it would stay behind.
 */
export function projectManifest(
  fleet: Fleet,
  layer: Layer,
  applications: readonly Application[],
): Manifest {
  const { cluster } = applications[0]!.component;
  const sources = new Set([fleet.repository.url]);
  for (const { release } of applications) if (release) sources.add(chartUrl(fleet, release.chart));
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
      destinations: [
        { name: destinationName(fleet, cluster.name, cluster.argocd), namespace: "*" },
      ],
      clusterResourceWhitelist: [{ group: "*", kind: "*" }],
    },
  };
}
