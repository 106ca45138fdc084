import type { Application } from "../graph/applications.ts";
import type { Fleet } from "../cluster.ts";
import type { Manifest } from "../manifest.ts";
import type { Release } from "../release.ts";
import { projectName } from "./project.ts";

/** Namespace of every Argo CD of the fleet, and of its Applications. */
export const argocdNamespace = "argocd";

/** Wave of the AppProjects: an Application whose project is missing waits for the next resync, minutes later. */
export const projectWave = -1;

/** Endless, with the newest commit at each attempt: a bounded retry needs a hand to start it again. */
const retry = {
  limit: -1,
  refresh: true,
  backoff: { duration: "5s", factor: 2, maxDuration: "1m" },
};

/** Where the objects of an Application stand below the repository's root. */
export function pathOf({ component, name }: Application): string {
  return `dist/${component.cluster.name}/${component.layer}/${name}`;
}

/** Unique in an Argo CD that syncs several clusters, and the same when a cluster changes its Argo CD. */
export function applicationName({ component, name }: Application): string {
  return `${component.cluster.name}-${name}`;
}

/** As Argo CD knows the cluster: its own, or a cluster Secret by name, never by address. */
export function destinationName(fleet: Fleet, cluster: string, mode: "hub" | "self"): string {
  return mode === "self" || cluster === fleet.hub ? "in-cluster" : cluster;
}

/** The Application object of one Application. `pin` is the revision of its objects; absent when it has none. */
export function applicationManifest(
  fleet: Fleet,
  application: Application,
  pin: string | undefined,
): Manifest {
  const { component, release, wave } = application;
  const { cluster } = component;
  const sources = [
    ...(release ? [chartSource(release)] : []),
    ...(pin
      ? [
          {
            repoURL: fleet.repository.url,
            path: pathOf(application),
            targetRevision: pin,
            directory: { recurse: true },
          },
        ]
      : []),
  ];
  const ignored = release?.ignoreDifferences ?? [];
  const isDeployer = component.placement?.definition.isDeployer ?? false;
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      name: applicationName(application),
      namespace: argocdNamespace,
      annotations: {
        "argocd.argoproj.io/compare-options": "ServerSideDiff=true",
        "argocd.argoproj.io/manifest-generate-paths": ".",
        "argocd.argoproj.io/sync-wave": String(wave),
      },
      ...(isDeployer ? {} : { finalizers: ["resources-finalizer.argocd.argoproj.io"] }),
    },
    spec: {
      project: projectName(cluster, component.layer),
      destination: {
        name: destinationName(fleet, cluster.name, cluster.argocd),
        namespace: component.namespace,
      },
      ...(sources.length === 1 ? { source: sources[0] } : { sources }),
      ...(ignored.length > 0 ? { ignoreDifferences: ignored } : {}),
      syncPolicy: {
        automated: { prune: !isDeployer, selfHeal: true },
        retry,
        syncOptions: [
          "FailOnSharedResource=true",
          "ServerSideApply=true",
          ...(ignored.length > 0 ? ["RespectIgnoreDifferences=true"] : []),
        ],
      },
    },
  };
}

/** Argo CD writes an OCI registry without its scheme. */
function chartSource({ chart, name, values }: Release): Record<string, unknown> {
  return {
    repoURL: chart.repository.replace(/^oci:\/\//, ""),
    chart: chart.name,
    targetRevision: chart.version,
    helm: {
      releaseName: name,
      ...(Object.keys(values).length > 0 ? { valuesObject: values } : {}),
    },
  };
}

/** The Application of Applications. It has no finalizer: deleting it leaves the fleet running. */
export function rootManifest(fleet: Fleet, cluster: string): Manifest {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      name: `${cluster}-root`,
      namespace: argocdNamespace,
      annotations: {
        // The API server's dry run of an Application asks for status fields that git does not hold.
        "argocd.argoproj.io/compare-options": "ServerSideDiff=false",
        "argocd.argoproj.io/manifest-generate-paths": ".",
      },
    },
    spec: {
      project: "default",
      destination: { name: "in-cluster", namespace: argocdNamespace },
      source: {
        repoURL: fleet.repository.url,
        path: `dist/${cluster}/apps`,
        targetRevision: `refs/heads/${fleet.repository.branch}`,
      },
      syncPolicy: { automated: { prune: true, selfHeal: true }, retry },
    },
  };
}
