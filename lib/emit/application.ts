import { holdsNull } from "../build/values.ts";
import { chartUrl } from "./chart-url.ts";
import { toYaml } from "./yaml.ts";
import type { Application } from "../order/applications.ts";
import type { Fleet } from "../model/cluster.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { isHook } from "../kubernetes/manifest.ts";
import type { Release } from "../model/release.ts";
import {
  applicationName,
  argocdNamespace,
  destinationName,
  pathOf,
  projectName,
  rootName,
} from "../order/names.ts";

/** Deleting the Application deletes what it brought, in the form that the API server does not warn of. */
const cascade = ["resources-finalizer.argocd.argoproj.io/foreground"];

/** What Argo CD adds for a `pre-delete` hook: left out, the root would take them off again and again. */
const deleteHook = [
  "pre-delete-finalizer.argocd.argoproj.io",
  "pre-delete-finalizer.argocd.argoproj.io/cleanup",
];

/**
 * The root never gives up: a bounded retry needs a hand to start it again. It takes the newest commit at each attempt,
 * and a repair waits for the next one.
 */
const rootRetry = {
  limit: -1,
  refresh: true,
  backoff: { duration: "5s", factor: 2, maxDuration: "20s" },
};

/**
 * About eight minutes, for a webhook that is not there yet and the like. An endless retry would stay with the pin or
 * the chart's version that it started with, whatever is pushed to repair it.
 */
const retry = {
  limit: 10,
  refresh: true,
  backoff: { duration: "5s", factor: 2, maxDuration: "1m" },
};

/** Where an object is a hook, it is the hook that fails, most often: its repair is to wait for few attempts. */
const hookRetry = {
  limit: 2,
  refresh: true,
  backoff: { duration: "2s", factor: 2, maxDuration: "1m" },
};

/** A revision of the fleet's repository. */
export interface Revision {
  /** A branch, or the commit that is a pin. */
  readonly commit: string;
  /** Of a pin: the tag that keeps it on the git server. */
  readonly tag?: string;
}

/** At which revisions of the fleet's repository an Application finds what is there. */
export interface Revisions {
  /** Of its objects, or of nothing where it has none. */
  readonly objects: Revision;
  /** Of a chart that is a directory. */
  readonly chart?: Revision;
}

/** The Application object of one Application. */
export function applicationManifest(
  fleet: Fleet,
  application: Application,
  revisions: Revisions,
): Manifest {
  const { component, release, wave } = application;
  const { cluster } = component;
  const sources = sourcesOf(fleet, application, revisions);
  const isMain = application.name === component.name;
  const ignored = isMain ? component.ignoreDifferences : [];
  const isDeployer = component.placement?.provides.includes("deployer") ?? false;
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      name: applicationName(application),
      namespace: argocdNamespace,
      annotations: {
        "argocd.argoproj.io/compare-options": "ServerSideDiff=true",
        // Of a pin it would have Argo CD ask for the commit before, and stop when that is gone.
        ...(revisions.objects.tag === undefined && {
          "argocd.argoproj.io/manifest-generate-paths": ".",
        }),
        "argocd.argoproj.io/sync-wave": String(wave),
      },
      ...(isDeployer
        ? {}
        : {
            finalizers: release && component.hasDeleteHook ? [...cascade, ...deleteHook] : cascade,
          }),
    },
    spec: {
      project: projectName(component),
      destination: {
        name: destinationName(fleet, cluster.name, cluster.argocd),
        namespace: component.namespace,
      },
      ...(sources.length === 1 ? { source: sources[0] } : { sources }),
      ...(ignored.length > 0 ? { ignoreDifferences: ignored } : {}),
      syncPolicy: {
        automated: { prune: !isDeployer, selfHeal: true },
        retry: application.manifests.some(isHook) ? hookRetry : retry,
        syncOptions: [
          "FailOnSharedResource=true",
          "ServerSideApply=true",
          ...(ignored.length > 0 ? ["RespectIgnoreDifferences=true"] : []),
        ],
      },
    },
  };
}

function sourcesOf(
  fleet: Fleet,
  application: Application,
  { objects, chart }: Revisions,
): Record<string, unknown>[] {
  const { release, manifests } = application;
  const folder = {
    repoURL: fleet.repository.url,
    path: pathOf(application),
    targetRevision: objects.commit,
    directory: { recurse: true },
  };
  const isFollowed = objects.tag === undefined && manifests.length > 0;
  return [
    ...(chart?.tag ? [named(fleet, "chart-pin", chart)] : []),
    ...(release ? [chartSource(fleet, release, chart?.commit)] : []),
    ...(isFollowed ? [] : [named(fleet, objects.tag ? "pin" : "branch", objects)]),
    ...(manifests.length > 0 ? [folder] : []),
  ];
}

/**
 * A revision by its name, as a source that nothing is taken from. Where the first look at a new version of a chart, or
 * at a pin, fails, Argo CD remembers its comparison with nothing, and calls the Application Synced by it as soon as it
 * can look: the revision is the same. A name is another revision than the commit that it leads to, so that what was not
 * seen is looked at.
 */
function named(fleet: Fleet, ref: string, { commit, tag }: Revision): Record<string, unknown> {
  const targetRevision = tag === undefined ? commit : `refs/tags/${tag}`;
  return { repoURL: fleet.repository.url, targetRevision, ref };
}

function chartSource(
  fleet: Fleet,
  { chart, name, values, skipsCrds }: Release,
  revision: string | undefined,
): Record<string, unknown> {
  return {
    repoURL: chartUrl(fleet, chart),
    ...(chart.path === undefined
      ? { chart: chart.name, targetRevision: chart.version }
      : { path: chart.path, targetRevision: revision }),
    helm: {
      releaseName: name,
      ...(skipsCrds && { skipCrds: true }),
      ...valuesOf(values),
    },
  };
}

/** A null in an object of values would be lost on the way: whoever applies the Application drops it. */
function valuesOf(values: Release["values"]): Record<string, unknown> {
  if (Object.keys(values).length === 0) return {};
  return holdsNull(values) ? { values: toYaml(values) } : { valuesObject: values };
}

/** The Application of Applications. It has no finalizer: deleting it leaves the fleet running. */
export function rootManifest(fleet: Fleet, cluster: string): Manifest {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      name: rootName(cluster),
      namespace: argocdNamespace,
      annotations: {
        // The API server's dry run of an Application asks for status fields that git does not hold.
        "argocd.argoproj.io/compare-options": "ServerSideDiff=false",
        "argocd.argoproj.io/manifest-generate-paths": ".",
      },
    },
    spec: {
      project: rootName(cluster),
      destination: { name: "in-cluster", namespace: argocdNamespace },
      source: {
        repoURL: fleet.repository.url,
        path: `dist/${cluster}/apps`,
        targetRevision: `refs/heads/${fleet.repository.branch}`,
      },
      syncPolicy: { automated: { prune: true, selfHeal: true }, retry: rootRetry },
    },
  };
}
