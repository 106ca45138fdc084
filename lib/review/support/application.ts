import { parseObjects } from "../../kubernetes/parse.ts";
import type { ApplicationState, ChartState, ObjectState } from "./state.ts";

interface Source {
  readonly repoURL?: string;
  readonly chart?: string;
  readonly path?: string;
  readonly targetRevision?: string;
  readonly helm?: { readonly valuesObject?: unknown; readonly values?: string };
}

interface Spec {
  readonly project?: string;
  readonly source?: Source;
  readonly sources?: readonly Source[];
  readonly syncPolicy?: { readonly automated?: { readonly prune?: boolean } };
}

const wave = "argocd.argoproj.io/sync-wave";

/** What a review has to know of an Application. `name` is that of its file. */
export function readApplication(name: string, { manifest, path }: ObjectState): ApplicationState {
  const { annotations, finalizers } = manifest.metadata;
  const {
    project = "default",
    source,
    sources = [],
    syncPolicy,
  } = (manifest["spec"] ?? {}) as Spec;
  const chart = [...(source ? [source] : []), ...sources].find((one) => one.chart ?? one.helm);
  return {
    name,
    path,
    wave: Number(annotations?.[wave] ?? 0),
    prunes: syncPolicy?.automated?.prune === true,
    cascades: Array.isArray(finalizers) && finalizers.length > 0,
    project,
    ...(chart && { chart: chartOf(chart) }),
  };
}

function chartOf({ repoURL = "", chart, path, targetRevision, helm }: Source): ChartState {
  return {
    name: chart ?? path ?? "",
    ...(chart !== undefined && targetRevision !== undefined && { version: targetRevision }),
    repository: repoURL,
    values: helm?.valuesObject ?? (helm?.values ? parseObjects(helm.values)[0] : undefined) ?? {},
  };
}
