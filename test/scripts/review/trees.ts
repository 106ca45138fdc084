import { folderFiles } from "../../../lib/emit/folder.ts";
import { blobHash } from "../../../lib/emit/pin.ts";
import { manifestToYaml } from "../../../lib/emit/yaml.ts";
import type { ChartRecord } from "../../../lib/helm/record/record.ts";
import { recordText } from "../../../lib/helm/record/record.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Tree } from "../../../lib/review/support/tree.ts";
import type { ReviewFacts } from "../../../lib/review/support/facts.ts";
import { noFacts } from "../../../lib/review/support/facts.ts";

/** An Application of a test, with what it brings. */
export interface Part {
  readonly objects?: readonly object[];
  readonly layer?: string;
  readonly wave?: number;
  /** A chart that Argo CD renders, with what its record says that it makes. */
  readonly chart?: {
    readonly version?: string;
    readonly repository?: string;
    readonly values?: object;
    readonly makes?: readonly object[];
    readonly pods?: ChartRecord["pods"];
    readonly inputs?: string;
  };
  readonly pin?: string;
  readonly project?: string;
}

/** A cluster of a test: its Applications, what else there is in apps/, and what no object says. */
export interface Cluster {
  readonly parts: Readonly<Record<string, Part>>;
  readonly projects?: readonly object[];
  readonly facts?: Partial<ReviewFacts>;
  /** Whether it was rendered by a Strata that wrote no facts. */
  readonly isOld?: true;
}

/** What synth would have written, so far as a review looks at it. `definitions`: files of imports/crds. */
export function treeOf(
  clusters: Readonly<Record<string, Cluster>>,
  definitions: Readonly<Record<string, object>> = {},
): Tree {
  const files = new Map<string, string>();
  for (const [path, definition] of Object.entries(definitions))
    files.set(`imports/crds/${path}.json`, JSON.stringify(definition));
  for (const [name, cluster] of Object.entries(clusters)) addCluster(files, name, cluster);
  return treeOfFiles(files);
}

export function treeOfFiles(files: ReadonlyMap<string, string>): Tree {
  const ids = new Map([...files].map(([path, text]) => [path, blobHash(text).toString("hex")]));
  return { ids, read: (paths) => paths.map((path) => files.get(path)!) };
}

function addCluster(
  files: Map<string, string>,
  cluster: string,
  { parts, projects = [], facts, isOld }: Cluster,
): void {
  const dist = `dist/${cluster}`;
  const put = (path: string, object: object): void => {
    files.set(`${dist}/${path}`, manifestToYaml(object as Manifest));
  };
  put("root.yaml", {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name: `${cluster}-root`, namespace: "argocd" },
  });
  if (!isOld)
    put("review.yaml", {
      apiVersion: "strata/v1",
      kind: "Facts",
      metadata: { name: cluster },
      ...noFacts,
      nodes: 3,
      ...facts,
    });
  for (const project of projects)
    put(`apps/AppProject-${(project as Manifest).metadata.name}.yaml`, project);
  for (const [name, part] of Object.entries(parts)) {
    put(`apps/${name}.yaml`, applicationOf(cluster, name, part));
    for (const { name: file, content } of folderFiles((part.objects ?? []) as Manifest[]))
      files.set(`${dist}/${part.layer ?? "apps"}/${name}/${file}`, content);
    if (part.chart)
      files.set(`imports/records/${cluster}/${name}.json`, recordOf(name, part.chart));
  }
}

function applicationOf(
  cluster: string,
  name: string,
  { wave = 3, chart, objects = [], layer = "apps", pin, project }: Part,
): object {
  const sources = [
    ...(chart
      ? [
          {
            repoURL: chart.repository ?? "https://charts.example.org",
            chart: name,
            targetRevision: chart.version ?? "1.0.0",
            helm: { releaseName: name, valuesObject: chart.values ?? {} },
          },
        ]
      : []),
    ...(objects.length > 0
      ? [
          {
            repoURL: "https://git.example.org/fleet.git",
            path: `dist/${cluster}/${layer}/${name}`,
            targetRevision: pin ?? `pin/${cluster}/${name}/0000000000000000`,
          },
        ]
      : []),
  ];
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      name: `${cluster}-${name}`,
      namespace: "argocd",
      annotations: { "argocd.argoproj.io/sync-wave": String(wave) },
      finalizers: ["resources-finalizer.argocd.argoproj.io/foreground"],
    },
    spec: {
      ...(project !== undefined && { project }),
      ...(sources.length === 1 ? { source: sources[0] } : { sources }),
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ["FailOnSharedResource=true"],
      },
    },
  };
}

function recordOf(
  name: string,
  { version = "1.0.0", makes = [], pods, inputs = "0" }: NonNullable<Part["chart"]>,
): string {
  return recordText({
    chart: name,
    version,
    release: name,
    namespace: name,
    inputs,
    issues: [],
    effective: [],
    ...(pods && { pods }),
    objects: makes as Manifest[],
  });
}
