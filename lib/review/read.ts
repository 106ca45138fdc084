import { adopt } from "../helm/adopt.ts";
import type { ChartRecord } from "../helm/record/record.ts";
import { parseObjects } from "../kubernetes/parse.ts";
import { isObject } from "../kubernetes/directory.ts";
import { identityOf } from "../kubernetes/manifest.ts";
import type { CustomResource } from "../kubernetes/schema/catalogue.ts";
import { readApplication } from "./support/application.ts";
import type { ReviewFacts } from "./support/facts.ts";
import { noFacts } from "./support/facts.ts";
import type {
  ApplicationState,
  ClusterState,
  DefinitionChange,
  ObjectState,
  Pair,
} from "./support/state.ts";
import { changesOf } from "./support/state.ts";

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
interface Part {
  readonly path: string;
  readonly shape: keyof typeof shapes;
  readonly cluster: string;
  /** Of the Application, or the component. */
  readonly name: string;
  readonly kind: string;
  /** In both trees, with the same content. */
  readonly isShared: boolean;
}

/** The clusters of which anything differs between two trees. */
export function readPairs(before: Tree, after: Tree): Pair[] {
  const [old, own] = [partsOf(before, after), partsOf(after, before)];
  const parts = [...old, ...own];
  const names = [
    ...new Set(parts.filter(({ isShared }) => !isShared).map(({ cluster }) => cluster)),
  ];
  const definitions = definitionChanges(before, after);
  const states = [statesOf(before, old, names), statesOf(after, own, names)] as const;
  return names.toSorted().map((cluster) => {
    const [was, is] = states.map((all) => all.get(cluster)!) as [ClusterState, ClusterState];
    return { cluster, before: was, after: is, changes: changesOf(was, is), definitions };
  });
}

/** The names of all clusters of a tree. */
export function clustersOf({ ids }: Tree): Set<string> {
  const roots = [...ids.keys()].flatMap((path) => shapes.root.exec(path)?.[1] ?? []);
  return new Set(roots);
}

function partsOf(tree: Tree, other: Tree): Part[] {
  return [...tree.ids].flatMap(([path, id]): Part[] => {
    for (const shape of Object.keys(shapes) as (keyof typeof shapes)[]) {
      const [found, cluster = "", name = "", kind = ""] = shapes[shape].exec(path) ?? [];
      if (found !== undefined)
        return [{ path, shape, cluster, name, kind, isShared: other.ids.get(path) === id }];
    }
    return [];
  });
}

/** Reads what differs of all clusters at once, and what tells of each as a whole. */
function statesOf(
  tree: Tree,
  parts: readonly Part[],
  names: readonly string[],
): Map<string, ClusterState> {
  const byCluster = Map.groupBy(parts, ({ cluster }) => cluster);
  const isWanted = ({ shape, isShared }: Part): boolean =>
    !isShared || shape === "application" || shape === "facts";
  const wanted = names.flatMap((name) => byCluster.get(name)?.filter(isWanted) ?? []);
  const texts = readParts(tree, wanted);
  return new Map(
    names.map((name) => [name, stateOf(name, byCluster.get(name) ?? [], texts, tree)] as const),
  );
}

function readParts(tree: Tree, parts: readonly Part[]): Map<Part, string> {
  const texts = tree.read(parts.map(({ path }) => path));
  return new Map(parts.map((part, i) => [part, texts[i]!]));
}

function stateOf(
  name: string,
  parts: readonly Part[],
  texts: ReadonlyMap<Part, string>,
  tree: Tree,
): ClusterState {
  const notes: string[] = [];
  const applications = new Map<string, ApplicationState>();
  const objects = new Map<string, ObjectState>();
  let facts: ReviewFacts | undefined;
  const charts: Part[] = [];
  for (const part of parts) {
    const text = texts.get(part);
    if (part.shape === "record" && !part.isShared) charts.push(part);
    if (text === undefined || part.shape === "record") continue;
    const [object] = readObjects(part, text, notes);
    if (!object) continue;
    if (part.shape === "facts")
      facts = { ...noFacts, ...(object.manifest as unknown as ReviewFacts) };
    else if (!part.isShared) objects.set(object.id, object);
    if (part.shape === "application" && object.manifest.kind === "Application")
      applications.set(part.name, readApplication(part.name, object));
  }
  for (const part of charts)
    if (applications.get(part.name)?.chart)
      for (const object of readObjects(part, texts.get(part)!, notes))
        objects.set(object.id, object);
  for (const { name: app, chart } of applications.values())
    if (chart && !parts.some(({ shape, name: own }) => shape === "record" && own === app))
      notes.push(
        `${name}/${app}: nothing is recorded of its chart ${chart.name}, so what that makes is not compared; have Helm at hand and run "npm run charts -- pull ${chart.name}"`,
      );
  const shared = sharedObjects(parts, applications, tree);
  return { name, applications, objects, shared, ...(facts && { facts }), notes };
}

/** Reads the objects that both trees have, of a kind when it is first asked for. */
function sharedObjects(
  parts: readonly Part[],
  applications: ReadonlyMap<string, ApplicationState>,
  tree: Tree,
): ClusterState["shared"] {
  const known = new Map<Part, readonly ObjectState[]>();
  const all = parts.filter(
    ({ shape, isShared, name }) =>
      isShared && (shape === "object" || (shape === "record" && applications.get(name)?.chart)),
  );
  return (isMeant) => {
    const asked = all.filter(({ shape, kind }) => shape === "record" || isMeant(kind));
    const missing = asked.filter((part) => !known.has(part));
    for (const [part, text] of missing.length > 0 ? readParts(tree, missing) : [])
      known.set(part, readObjects(part, text, []));
    return asked.flatMap((part) =>
      known.get(part)!.filter(({ manifest }) => isMeant(manifest.kind)),
    );
  };
}

function readObjects(part: Part, text: string, notes: string[]): ObjectState[] {
  try {
    return part.shape === "record" ? recordedObjects(part, text) : [writtenObject(part, text)];
  } catch (error) {
    const [reason] = (error as Error).message.split("\n");
    notes.push(`${part.path} cannot be read and is not compared: ${reason}; correct it`);
    return [];
  }
}

function writtenObject({ path, shape, name }: Part, text: string): ObjectState {
  const [manifest] = parseObjects(text);
  if (!isObject(manifest)) throw new Error("it holds no object");
  const application = shape === "object" ? name : "root";
  return { id: identityOf(manifest), manifest, application, path };
}

/** What Argo CD makes of the objects of a record. */
function recordedObjects({ path, name }: Part, text: string): ObjectState[] {
  const { objects, pods = {} } = JSON.parse(text) as ChartRecord;
  // One object a line, behind the line that opens the list.
  const first = text.slice(0, text.indexOf('"objects": [')).split("\n").length + 1;
  return objects.flatMap((object, i) =>
    adopt([object], {}, "").manifests.map((manifest) => {
      const id = identityOf(manifest);
      const hash = pods[id];
      const place = { application: name, path, line: first + i, isRecorded: true } as const;
      return { id, manifest, ...place, ...(hash !== undefined && { pods: hash }) };
    }),
  );
}

function definitionChanges(before: Tree, after: Tree): DefinitionChange[] {
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
