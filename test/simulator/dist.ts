import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import { recordedObjects } from "./records.ts";

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
  readonly application: Manifest;
  readonly sources: readonly Source[];
  /** Namespace of what names none. */
  readonly namespace: string;
  readonly objects: readonly Manifest[];
  /** What its chart makes. */
  readonly made: readonly Manifest[];
}

export interface Tree {
  readonly cluster: string;
  readonly root: Manifest;
  /** Everything that the root applies. */
  readonly rootObjects: readonly Manifest[];
  readonly children: readonly Child[];
}

interface ApplicationSpec {
  readonly destination: { readonly namespace: string };
  readonly source?: Source;
  readonly sources?: readonly Source[];
}

export interface ReadOptions {
  /** The project whose records tell what charts make. @default the repository */
  readonly home?: string;
  /** Charts of which nothing current is recorded make nothing, as far as anybody knows. */
  readonly isLenient?: boolean;
}

/** A cluster as Argo CD finds it in the repository, from its root on. Throws where a record is missing or of another version. */
export function readTree(
  repository: string,
  cluster: string,
  { home = repository, isLenient = false }: ReadOptions = {},
): Tree {
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
        .flatMap((one) => {
          const found = recordedObjects(home, cluster, component, one);
          if (typeof found !== "string") return found;
          if (isLenient) return [];
          throw new Error(found);
        });
      const { destination } = application["spec"] as ApplicationSpec;
      return { application, sources, namespace: destination.namespace, objects, made };
    });
  return { cluster, root, rootObjects, children };
}

export function sourcesOf(application: Manifest): readonly Source[] {
  const { source, sources } = application["spec"] as ApplicationSpec;
  return sources ?? [source!];
}

/** As Argo CD reads a directory: its own files, and those below only when told. */
function readFolder(folder: string, recurse = false): Manifest[] {
  // A cluster without components has no Applications, and git no empty folder.
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: recurse })
    .filter((entry) => entry.isFile() && /\.(yaml|yml|json)$/.test(entry.name))
    .map((entry) => readObject(join(entry.parentPath, entry.name)));
}

function readObject(path: string): Manifest {
  return load(readFileSync(path, "utf8")) as Manifest;
}
