import { isDeepStrictEqual } from "node:util";
import { reduce } from "../../helm/record/reduce.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import type { CustomResource } from "../../kubernetes/schema/catalogue.ts";
import type { ReviewFacts } from "./facts.ts";

/** One object of a cluster, whoever delivers it. */
export interface ObjectState {
  readonly id: string;
  readonly manifest: Manifest;
  /** Name of its Application, as dist/ has it; `root` for Applications and AppProjects themselves. */
  readonly application: string;
  /** The file it stands in, below the repository, and the line where that is not the first. */
  readonly path: string;
  readonly line?: number;
  /** Of a chart that Argo CD renders: its record holds a part of it. */
  readonly isRecorded?: true;
  /** A hash of the pods of a recorded workload as Helm printed them, where the record has one. */
  readonly pods?: string;
}

/** A chart of an Application that Argo CD renders. */
export interface ChartState {
  readonly name: string;
  /** Absent for a chart that is a directory. */
  readonly version?: string;
  readonly repository: string;
  readonly values: unknown;
}

export interface ApplicationState {
  readonly name: string;
  readonly path: string;
  readonly wave: number;
  /** What its source no longer has is deleted. */
  readonly prunes: boolean;
  /** With the Application goes what it brought. */
  readonly cascades: boolean;
  readonly chart?: ChartState;
  /** Name of its AppProject. */
  readonly project: string;
}

export interface ClusterState {
  readonly name: string;
  readonly applications: ReadonlyMap<string, ApplicationState>;
  /** Its AppProjects by name. */
  readonly projects: ReadonlyMap<string, Manifest>;
  /** Those that the other state does not have in the same file, by identity. */
  readonly objects: ReadonlyMap<string, ObjectState>;
  /** Those of these kinds that both states have in the same file. They are read when they are asked for. */
  readonly shared: (isMeant: (kind: string) => boolean) => readonly ObjectState[];
  /** Undefined where it was rendered by a Strata that wrote none. */
  readonly facts?: ReviewFacts;
  /** What could not be read, and what of it is not compared. */
  readonly notes: readonly string[];
}

/** A cluster before and after. */
export interface Pair {
  readonly cluster: string;
  readonly before: ClusterState;
  readonly after: ClusterState;
  readonly changes: readonly Change[];
  /** What charts bring, in both states. */
  readonly definitions: readonly DefinitionChange[];
}

/** An object that came, went or changed. */
export type Change =
  | { readonly before: ObjectState; readonly after?: undefined }
  | { readonly before?: undefined; readonly after: ObjectState }
  | { readonly before: ObjectState; readonly after: ObjectState };

/** A kind in `imports/crds`, of which at least one side differs. */
export interface DefinitionChange {
  readonly group: string;
  readonly kind: string;
  readonly before?: CustomResource;
  readonly after?: CustomResource;
}

export function changesOf(before: ClusterState, after: ClusterState): Change[] {
  const changes: Change[] = [];
  for (const [id, old] of before.objects) {
    const own = after.objects.get(id);
    if (!own) {
      changes.push({ before: old });
      continue;
    }
    const [one, other] = [likewise(old, own), likewise(own, old)];
    if (!isSame(one, other)) changes.push({ before: one, after: other });
  }
  for (const [id, own] of after.objects) if (!before.objects.has(id)) changes.push({ after: own });
  return changes.toSorted((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1));
}

/** Files move, records are written anew: that alone is no change. */
function isSame(old: ObjectState, own: ObjectState): boolean {
  return (
    old.application === own.application &&
    old.isRecorded === own.isRecorded &&
    (old.pods === own.pods || old.pods === undefined || own.pods === undefined) &&
    isDeepStrictEqual(old.manifest, own.manifest)
  );
}

/** What a record leaves out is not compared with an object that stands in dist/ as a whole. */
function likewise(object: ObjectState, other: ObjectState): ObjectState {
  if (!other.isRecorded) return object;
  const manifest = object.isRecorded ? object.manifest : reduce(object.manifest);
  // Records of earlier releases hold no rights.
  const { rules, ...rest } = manifest;
  return { ...object, manifest: rules && !other.manifest["rules"] ? rest : manifest };
}

function sortKey(change: Change): string {
  const { application, id } = objectOf(change);
  return `${application} ${id}`;
}

/** As it is to be, or as it was. */
export function objectOf({ before, after }: Change): ObjectState {
  return after ?? before;
}

/** Every object of these kinds that a state has. */
export function objectsOf(
  { objects, shared }: ClusterState,
  isMeant: (kind: string) => boolean,
): ObjectState[] {
  const own = [...objects.values()].filter(({ manifest }) => isMeant(manifest.kind));
  return [...own, ...shared(isMeant)];
}

/** Changes of objects of one kind. */
export function changesOfKind({ changes }: Pair, group: string, ...kinds: string[]): Change[] {
  const prefixes = kinds.map((kind) => `${group}/${kind}/`);
  return changes.filter((change) =>
    prefixes.some((prefix) => objectOf(change).id.startsWith(prefix)),
  );
}
