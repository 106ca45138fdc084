import { kindOf } from "./health.ts";
import type { Kube, KubeObject, WatchEvent } from "./kube.ts";

/** Built-in kinds that a view can hold, with their lists of the whole cluster. */
const builtIn: Readonly<Record<string, string>> = {
  "/Pod": "/api/v1/pods",
  "/Service": "/api/v1/services",
  "/PersistentVolumeClaim": "/api/v1/persistentvolumeclaims",
  "apps/Deployment": "/apis/apps/v1/deployments",
  "apps/StatefulSet": "/apis/apps/v1/statefulsets",
  "apps/DaemonSet": "/apis/apps/v1/daemonsets",
  "batch/Job": "/apis/batch/v1/jobs",
  "networking.k8s.io/Ingress": "/apis/networking.k8s.io/v1/ingresses",
  "autoscaling/HorizontalPodAutoscaler": "/apis/autoscaling/v2/horizontalpodautoscalers",
  "policy/PodDisruptionBudget": "/apis/policy/v1/poddisruptionbudgets",
  "apiextensions.k8s.io/CustomResourceDefinition":
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
};

const definitions = "apiextensions.k8s.io/CustomResourceDefinition";

type Listener = (event: WatchEvent) => void;

/** The objects of some kinds of one cluster, kept current by one watch for each kind, for all who want to know. */
export class View {
  readonly kube: Kube;
  readonly #kinds: ReadonlySet<string>;
  readonly #objects = new Map<string, Map<string, KubeObject>>();
  readonly #listeners: Listener[] = [];
  readonly #stops = new Map<string, () => void>();
  readonly #paths = new Map<string, string>();

  /** `kinds` as `group/Kind`; custom ones are watched from the moment when the API server serves them. */
  constructor(kube: Kube, kinds: Iterable<string>) {
    this.kube = kube;
    this.#kinds = new Set(kinds);
    for (const [kind, path] of Object.entries(builtIn)) {
      if (this.#kinds.has(kind) || kind === definitions) this.#watch(kind, path);
    }
  }

  onEvent(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** What is there of a kind, `group/Kind`. */
  of(kind: string): Iterable<KubeObject> {
    return this.#objects.get(kind)?.values() ?? [];
  }

  find(kind: string, namespace: string, name: string): KubeObject | undefined {
    return this.#objects.get(kind)?.get(`${namespace}/${name}`);
  }

  /** Where the API server has an object of a kind that is watched. */
  pathOf(object: KubeObject): string {
    const list = this.#paths.get(kindOf(object))!;
    const { namespace, name } = object.metadata;
    if (!namespace) return `${list}/${name}`;
    const slash = list.lastIndexOf("/");
    return `${list.slice(0, slash)}/namespaces/${namespace}${list.slice(slash)}/${name}`;
  }

  stop(): void {
    for (const stop of this.#stops.values()) stop();
    this.#stops.clear();
  }

  #watch(kind: string, path: string): void {
    if (this.#stops.has(kind)) return;
    const objects = new Map<string, KubeObject>();
    this.#objects.set(kind, objects);
    this.#paths.set(kind, path);
    const stop = this.kube.watch(path, (event) => {
      const { type, object } = event;
      if (type === "DELETED") objects.delete(keyOf(object));
      else objects.set(keyOf(object), object);
      if (kind === definitions) this.#watchCustom(object);
      for (const listener of this.#listeners) listener(event);
    });
    this.#stops.set(kind, stop);
  }

  #watchCustom({ spec, status }: KubeObject): void {
    const { group, names, versions } = spec as Definition;
    const kind = `${group}/${names.kind}`;
    const { conditions = [] } = (status ?? {}) as {
      conditions?: { type: string; status: string }[];
    };
    const isServed = conditions.some((one) => one.type === "Established" && one.status === "True");
    const version = versions.find(({ storage }) => storage)!.name;
    if (isServed && this.#kinds.has(kind))
      this.#watch(kind, `/apis/${group}/${version}/${names.plural}`);
  }
}

interface Definition {
  readonly group: string;
  readonly names: { readonly kind: string; readonly plural: string };
  readonly versions: readonly { readonly name: string; readonly storage: boolean }[];
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}
