import { chartUrl } from "./chart-url.ts";
import type { Rendered } from "../build/rendered.ts";
import { isLeftToHelm } from "../build/rendered.ts";
import type { Fleet } from "../model/cluster.ts";
import type { Application } from "../order/applications.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { groupOf } from "../kubernetes/manifest.ts";
import { argocdNamespace, destinationName, projectName, projectWave } from "../order/names.ts";

/** With these a component would deploy what it likes, by a project of its own. */
const deploying = ["AppProject", "Application", "ApplicationSet"];
const deployingGroup = "argoproj.io";

/**
 * The AppProject of one component: the sources of its Applications, the namespaces and the cluster-wide kinds of what
 * they deploy. Argo CD deletes only what a project still allows. So it has no other member: with its component it goes,
 * after the Applications, and nobody narrows it before. Kinds inside namespaces are not listed: the pods that come of a
 * Deployment would vanish from Argo CD's page.
 */
export function projectManifest(fleet: Fleet, applications: readonly Application[]): Manifest {
  const { component } = applications[0]!;
  const { cluster } = component;
  const destination = destinationName(fleet, cluster.name, cluster.argocd);
  const kinds = new Set(component.manifests.map(groupKindOf));
  const refused = deploying.filter((kind) => !kinds.has(`${deployingGroup}/${kind}`));
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: {
      name: projectName(component),
      namespace: argocdNamespace,
      annotations: { "argocd.argoproj.io/sync-wave": String(projectWave) },
    },
    spec: {
      description: `${component.name} of cluster ${cluster.name}, layer ${component.layer}`,
      sourceRepos: sourcesOf(fleet, applications),
      destinations: namespacesOf(component).map((namespace) => ({ name: destination, namespace })),
      clusterResourceWhitelist: clusterKindsOf(component).map(entryOf),
      namespaceResourceBlacklist: refused.map((kind) => ({ group: deployingGroup, kind })),
    },
  };
}

function sourcesOf(fleet: Fleet, applications: readonly Application[]): string[] {
  // Each has its pin from there, also one of a chart alone.
  const sources = new Set([fleet.repository.url]);
  for (const { release } of applications) if (release) sources.add(chartUrl(fleet, release.chart));
  return [...sources].sort();
}

function namespacesOf(component: Rendered): string[] {
  if (isGuess(component)) return ["*"];
  const found = component.manifests.flatMap(({ metadata }) => metadata.namespace ?? []);
  return [...new Set([component.namespace, ...found])].sort();
}

function clusterKindsOf(component: Rendered): string[] {
  if (isGuess(component)) return ["*/*"];
  const wide = component.manifests.filter(({ metadata }) => metadata.namespace === undefined);
  return [...new Set(wide.map(groupKindOf))].sort();
}

/** What Argo CD will make of the chart is not known for certain: a list would refuse what is new. */
function isGuess(component: Rendered): boolean {
  return isLeftToHelm(component) && (component.isGuessed || component.isUnseen);
}

function groupKindOf({ apiVersion, kind }: Manifest): string {
  return `${groupOf(apiVersion)}/${kind}`;
}

function entryOf(groupKind: string): { readonly group: string; readonly kind: string } {
  const [group = "", kind = ""] = groupKind.split("/");
  return { group, kind };
}
