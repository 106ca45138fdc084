import { identity, identityOf } from "../../lib/kubernetes/manifest.ts";
import type { Write } from "./audit.ts";
import type { Health } from "./health.ts";
import { healthOf } from "./health.ts";
import type { Kube, KubeObject } from "./kube.ts";
import type { View } from "./view.ts";

export interface HealthChange {
  readonly at: number;
  readonly health: Health | "Missing";
}

/** What happened to one object. Times are milliseconds since 1970. */
export interface ObjectRecord {
  /** When Argo CD wrote it, its status aside. */
  readonly writes: readonly number[];
  /** When Argo CD asked for its deletion. */
  readonly deletions: readonly number[];
  /** Empty for a kind that Argo CD does not judge. */
  readonly health: readonly HealthChange[];
}

export interface ApplicationState {
  readonly at: number;
  readonly sync: string;
  readonly health: string;
  /** Of the newest operation. */
  readonly phase: string;
  /** When that operation ended, and with which revisions. */
  readonly finishedAt?: string;
  readonly revisions: readonly string[];
}

export interface ApplicationRecord {
  /** Identities of what it brings, hooks aside, as Argo CD lists them. */
  readonly resources: readonly string[];
  readonly states: readonly ApplicationState[];
}

/** What happened in one cluster, by identity and by the Application's name. */
export interface ClusterRecord {
  readonly objects: ReadonlyMap<string, ObjectRecord>;
  readonly applications: ReadonlyMap<string, ApplicationRecord>;
}

interface Changing {
  writes: number[];
  deletions: number[];
  health: HealthChange[];
}

/** Every change so far, as an audit log has them. */
export type WriteReader = () => Promise<readonly Write[]>;

/**
 * Writes down when the objects of a cluster become healthy, and how its Applications do in the cluster that syncs it.
 * When something was written, its reader says.
 */
export class Recorder {
  readonly #view: View;
  readonly #readWrites: WriteReader;
  readonly #health = new Map<string, HealthChange[]>();
  readonly #applications = new Map<string, { resources: string[]; states: ApplicationState[] }>();

  /** `hub` is the view of the cluster that syncs this one: the same where it syncs itself. */
  constructor(view: View, readWrites: WriteReader, hub: View) {
    this.#view = view;
    this.#readWrites = readWrites;
    view.onEvent(({ type, object }) => this.#addHealth(object, type === "DELETED"));
    hub.onEvent(({ type, object }) => {
      if (object.kind === "Application" && type !== "DELETED") this.#addState(object);
    });
  }

  /** Everything until now. */
  async read(): Promise<ClusterRecord> {
    const kinds = await kindsOfResources(this.#view.kube);
    const objects = new Map<string, Changing>();
    const recordOf = (id: string): Changing => {
      const record = objects.get(id) ?? { writes: [], deletions: [], health: [] };
      objects.set(id, record);
      return record;
    };
    for (const write of await this.#readWrites()) {
      const { at, verb, group, resource, namespace, name, subresource, userAgent } = write;
      const kind = kinds.get(`${group}/${resource}`);
      if (!kind || subresource || !userAgent.startsWith("argocd")) continue;
      const record = recordOf(identity(group, kind, namespace, name));
      (verb === "delete" ? record.deletions : record.writes).push(at);
    }
    for (const [id, health] of this.#health) recordOf(id).health = [...health];
    return { objects, applications: new Map(this.#applications) };
  }

  #addHealth(object: KubeObject, isGone: boolean): void {
    const health = isGone ? "Missing" : healthOf(object);
    if (!health) return;
    const id = identityOf(object);
    const changes = this.#health.get(id) ?? [];
    this.#health.set(id, changes);
    if (changes.at(-1)?.health !== health) changes.push({ at: now(), health });
  }

  #addState({ metadata, status = {} }: KubeObject): void {
    const record = this.#applications.get(metadata.name) ?? { resources: [], states: [] };
    this.#applications.set(metadata.name, record);
    const listed = (status.resources ?? []) as readonly Resource[];
    record.resources = listed
      .filter(({ hook }) => !hook)
      .map(({ group = "", kind, namespace = "", name }) => identity(group, kind, namespace, name));
    const { phase = "", finishedAt, syncResult } = status.operationState ?? {};
    const state = {
      sync: status.sync?.status ?? "",
      health: status.health?.status ?? "",
      phase,
      finishedAt,
      revisions: syncResult?.revisions ?? [syncResult?.revision ?? ""],
    };
    const { at: _, ...last } = record.states.at(-1) ?? { at: 0 };
    if (JSON.stringify(last) !== JSON.stringify(state)) record.states.push({ at: now(), ...state });
  }
}

interface Resource {
  readonly group?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly hook?: boolean;
}

/** Milliseconds since 1970, with fractions. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

interface ApiResource {
  readonly name: string;
  readonly kind: string;
}

/** `group/plural` to kind, of everything that an API server serves. */
async function kindsOfResources(kube: Kube): Promise<Map<string, string>> {
  const groups = ((await kube.get("/apis"))?.["groups"] ?? []) as readonly {
    readonly name: string;
    readonly versions: readonly { readonly groupVersion: string }[];
  }[];
  const paths = [
    ["", "/api/v1"],
    ...groups.flatMap(({ name, versions }) =>
      versions.map(({ groupVersion }) => [name, `/apis/${groupVersion}`]),
    ),
  ] as [string, string][];
  const lists = await Promise.all(
    paths.map(async ([group, path]): Promise<[string, string][]> => {
      const found = ((await kube.get(path))?.["resources"] ?? []) as readonly ApiResource[];
      return found.map(({ name, kind }) => [`${group}/${name}`, kind]);
    }),
  );
  // Subresources such as deployments/scale have a slash in their name.
  return new Map(lists.flat().filter(([resource]) => resource.split("/").length === 2));
}
