import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { recordedObjects } from "./records.ts";

/** A Kubernetes object as a file holds it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [key: string]: unknown;
}

export interface Source {
  readonly repoURL: string;
  readonly targetRevision: string;
  readonly chart?: string;
  readonly path?: string;
  readonly helm?: {
    readonly releaseName?: string;
    readonly valuesObject?: Readonly<Record<string, unknown>>;
  };
  readonly directory?: { readonly recurse?: boolean };
}

/** A child of the root: the Application object and what its folder holds. */
export interface Child {
  readonly application: KubernetesObject;
  readonly sources: readonly Source[];
  /** Namespace of what names none. */
  readonly namespace: string;
  readonly objects: readonly KubernetesObject[];
  /** What its chart makes. */
  readonly made: readonly KubernetesObject[];
}

export interface Tree {
  readonly cluster: string;
  readonly root: KubernetesObject;
  /** Everything that the root applies. */
  readonly rootObjects: readonly KubernetesObject[];
  readonly children: readonly Child[];
}

interface ApplicationSpec {
  readonly destination: { readonly namespace: string };
  readonly source?: Source;
  readonly sources?: readonly Source[];
}

/** A cluster as Argo CD finds it in the repository, from its root on. `home`: where its records stand. */
export function readTree(repository: string, cluster: string, home = repository): Tree {
  const root = readObject(join(repository, "dist", cluster, "root.yaml"));
  const [source] = sourcesOf(root);
  const rootObjects = readFolder(join(repository, source!.path!), source!.directory?.recurse);
  const children = rootObjects
    .filter(({ kind }) => kind === "Application")
    .map((application) => {
      const sources = sourcesOf(application);
      const objects = sources.flatMap(({ path, directory }) =>
        path === undefined ? [] : readFolder(join(repository, path), directory?.recurse),
      );
      const component = application.metadata.name.slice(`${cluster}-`.length);
      const made = sources
        .filter(({ chart }) => chart !== undefined)
        .flatMap((one) => recordedObjects(home, cluster, component, one));
      const { destination } = application["spec"] as ApplicationSpec;
      return { application, sources, namespace: destination.namespace, objects, made };
    });
  return { cluster, root, rootObjects, children };
}

export function sourcesOf(application: KubernetesObject): readonly Source[] {
  const { source, sources } = application["spec"] as ApplicationSpec;
  return sources ?? [source!];
}

/** As Argo CD reads a directory: its own files, and those below only when told. */
function readFolder(folder: string, recurse = false): KubernetesObject[] {
  return readdirSync(folder, { withFileTypes: true, recursive: recurse })
    .filter((entry) => entry.isFile() && /\.(yaml|yml|json)$/.test(entry.name))
    .map((entry) => readObject(join(entry.parentPath, entry.name)));
}

function readObject(path: string): KubernetesObject {
  return load(readFileSync(path, "utf8")) as KubernetesObject;
}
