import type { Manifest } from "../kubernetes/manifest.ts";
import { readApplication } from "./support/application.ts";
import type { ReviewFacts } from "./support/facts.ts";
import { noFacts } from "./support/facts.ts";
import { readObjects } from "./support/parse.ts";
import type { ApplicationState, ClusterState, ObjectState, Pair } from "./support/state.ts";
import { changesOf } from "./support/state.ts";
import type { Part, Tree } from "./support/tree.ts";
import { definitionChanges, partsOf, readParts } from "./support/tree.ts";

/** The clusters of which anything differs between two trees. */
export function readPairs(before: Tree, after: Tree): Pair[] {
  const [old, own] = [partsOf(before, after), partsOf(after, before)];
  const changed = [...old, ...own].filter(({ isShared }) => !isShared);
  const names = [...new Set(changed.map(({ cluster }) => cluster))].toSorted();
  const definitions = definitionChanges(before, after);
  const reader = new Reader();
  const [were, are] = [reader.states(before, old, names), reader.states(after, own, names)];
  return names.map((cluster) => {
    const [was, is] = [were.get(cluster)!, are.get(cluster)!];
    return { cluster, before: was, after: is, changes: changesOf(was, is), definitions };
  });
}

/** Reads two trees, and what both have once. */
class Reader {
  readonly #known = new Map<string, readonly ObjectState[]>();
  readonly #applications = new Map<ObjectState, ApplicationState>();

  /** What differs of all clusters is read at once, with what tells of each as a whole. */
  states(tree: Tree, parts: readonly Part[], names: readonly string[]): Map<string, ClusterState> {
    const byCluster = Map.groupBy(parts, ({ cluster }) => cluster);
    const wanted = names.flatMap(
      (name) => byCluster.get(name)?.filter((part) => !part.isShared || tellsOfAll(part)) ?? [],
    );
    const notes: string[] = [];
    const objects = this.#objects(tree, wanted, notes);
    return new Map(
      names.map((name) => {
        const own = byCluster.get(name) ?? [];
        return [
          name,
          this.#state(name, own, objects, { tree, notes: notesOf(notes, own) }),
        ] as const;
      }),
    );
  }

  #state(
    name: string,
    parts: readonly Part[],
    read: ReadonlyMap<Part, readonly ObjectState[]>,
    { tree, notes }: { readonly tree: Tree; readonly notes: string[] },
  ): ClusterState {
    const applications = this.#applicationsOf(parts, read);
    const hasChart = ({ name: own }: Part): boolean => applications.get(own)?.chart !== undefined;
    const isDelivered = (part: Part): boolean => part.shape !== "record" || hasChart(part);
    const told = parts.find(({ shape }) => shape === "facts");
    const facts = told && read.get(told)?.[0]?.manifest;
    const own = parts.filter(
      (part) => !part.isShared && part.shape !== "facts" && isDelivered(part),
    );
    const objects = own.flatMap((part) => read.get(part) ?? []);
    const shared = parts.filter(
      (part) => part.isShared && /^(?:object|record)$/.test(part.shape) && isDelivered(part),
    );
    return {
      name,
      applications,
      projects: projectsOf(parts, read),
      objects: new Map(objects.map((object) => [object.id, object])),
      shared: (isMeant) => this.#shared(tree, shared, isMeant),
      ...(facts && { facts: { ...noFacts, ...(facts as unknown as ReviewFacts) } }),
      notes: [...notes, ...unrecorded(name, parts, applications)],
    };
  }

  #applicationsOf(
    parts: readonly Part[],
    read: ReadonlyMap<Part, readonly ObjectState[]>,
  ): Map<string, ApplicationState> {
    const found = parts.flatMap((part): [string, ApplicationState][] => {
      const [object] = (part.shape === "application" && read.get(part)) || [];
      return object?.manifest.kind === "Application"
        ? [[part.name, this.#application(part.name, object)]]
        : [];
    });
    return new Map(found);
  }

  #application(name: string, object: ObjectState): ApplicationState {
    const known = this.#applications.get(object) ?? readApplication(name, object);
    this.#applications.set(object, known);
    return known;
  }

  #shared(tree: Tree, parts: readonly Part[], isMeant: (kind: string) => boolean): ObjectState[] {
    const asked = parts.filter(({ shape, kind }) => shape === "record" || isMeant(kind));
    return [...this.#objects(tree, asked, []).values()]
      .flat()
      .filter(({ manifest }) => isMeant(manifest.kind));
  }

  #objects(tree: Tree, parts: readonly Part[], notes: string[]): Map<Part, readonly ObjectState[]> {
    const missing = parts.filter(({ path, isShared }) => !(isShared && this.#known.has(path)));
    const texts = missing.length > 0 ? readParts(tree, missing) : new Map<Part, string>();
    return new Map(
      parts.map((part) => {
        const text = texts.get(part);
        const objects =
          text === undefined ? this.#known.get(part.path)! : readObjects(part, text, notes);
        if (part.isShared) this.#known.set(part.path, objects);
        return [part, objects] as const;
      }),
    );
  }
}

function projectsOf(
  parts: readonly Part[],
  read: ReadonlyMap<Part, readonly ObjectState[]>,
): Map<string, Manifest> {
  const found = parts.flatMap((part): [string, Manifest][] => {
    const manifest = part.shape === "application" ? read.get(part)?.[0]?.manifest : undefined;
    return manifest?.kind === "AppProject" ? [[manifest.metadata.name, manifest]] : [];
  });
  return new Map(found);
}

/** What is read though both trees have it. */
function tellsOfAll({ shape }: Part): boolean {
  return shape === "application" || shape === "facts";
}

/** Those about files of a cluster. */
function notesOf(notes: readonly string[], parts: readonly Part[]): string[] {
  const paths = new Set(notes.length > 0 ? parts.map(({ path }) => path) : []);
  return notes.filter((note) => paths.has(note.split(" ")[0]!));
}

function unrecorded(
  cluster: string,
  parts: readonly Part[],
  applications: ReadonlyMap<string, ApplicationState>,
): string[] {
  const recorded = new Set(parts.flatMap(({ shape, name }) => (shape === "record" ? [name] : [])));
  return [...applications.values()].flatMap(({ name, chart }) =>
    chart && !recorded.has(name)
      ? [
          `${cluster}/${name}: nothing is recorded of its chart ${chart.name}, so what that makes is not compared; have Helm at hand and run "npm run charts -- pull ${chart.name}"`,
        ]
      : [],
  );
}
