import type { CustomResource } from "../../kubernetes/schema/catalogue.ts";
import type { DefinitionChange } from "./state.ts";

/** A tree of files: a commit's, or that of the disk. */
export interface Tree {
  /** What tells whether two files are the same, by path below the repository. */
  readonly ids: ReadonlyMap<string, string>;
  /** In the order of the paths. */
  readonly read: (paths: readonly string[]) => readonly string[];
}

/** What of a tree is compared. */
export const compared = ["dist", "imports/records", "imports/crds"];

const shapes = {
  application: /^dist\/([^/]+)\/apps\/([^/]+)\.yaml$/,
  object: /^dist\/([^/]+)\/[^/]+\/([^/]+)\/(?:.*\/)?([^/-]+)[^/]*\.yaml$/,
  root: /^dist\/([^/]+)\/root\.yaml$/,
  facts: /^dist\/([^/]+)\/review\.yaml$/,
  record: /^imports\/records\/([^/]+)\/([^/]+)\.json$/,
} as const;

const definition = /^imports\/crds\/([^/]+)\/([^/]+)\.json$/;

/** A file that says something of a cluster. */
export interface Part {
  readonly path: string;
  readonly shape: keyof typeof shapes;
  readonly cluster: string;
  /** Of the Application, or the component. */
  readonly name: string;
  /** Of the object, as its file is named. */
  readonly kind: string;
  /** In both trees, with the same content. */
  readonly isShared: boolean;
}

/** The names of all clusters of a tree. */
export function clustersOf({ ids }: Tree): Set<string> {
  return new Set([...ids.keys()].flatMap((path) => shapes.root.exec(path)?.[1] ?? []));
}

export function partsOf(tree: Tree, other: Tree): Part[] {
  return [...tree.ids].flatMap(([path, id]): Part[] => {
    for (const shape of Object.keys(shapes) as (keyof typeof shapes)[]) {
      const [found, cluster = "", name = "", kind = ""] = shapes[shape].exec(path) ?? [];
      if (found !== undefined)
        return [{ path, shape, cluster, name, kind, isShared: other.ids.get(path) === id }];
    }
    return [];
  });
}

export function readParts(tree: Tree, parts: readonly Part[]): Map<Part, string> {
  const texts = tree.read(parts.map(({ path }) => path));
  return new Map(parts.map((part, i) => [part, texts[i]!]));
}

/** The kinds of charts that differ. */
export function definitionChanges(before: Tree, after: Tree): DefinitionChange[] {
  const paths = new Set([...before.ids.keys(), ...after.ids.keys()]);
  const changed = [...paths].filter(
    (path) => definition.test(path) && before.ids.get(path) !== after.ids.get(path),
  );
  const [old, own] = [before, after].map((tree) => {
    const there = changed.filter((path) => tree.ids.has(path));
    const texts = tree.read(there);
    return new Map(there.map((path, i) => [path, JSON.parse(texts[i]!) as CustomResource]));
  });
  return changed.toSorted().map((path) => {
    const [, group = "", kind = ""] = definition.exec(path)!;
    return { group, kind, before: old!.get(path), after: own!.get(path) };
  });
}
