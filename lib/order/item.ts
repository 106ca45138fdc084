import type { Rendered } from "../build/rendered.ts";
import { isLeftToHelm } from "../build/rendered.ts";
import type { Memory } from "../kubernetes/each.ts";
import { memoryOf, perObject } from "../kubernetes/each.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { identity, identityOf, isHook, titleOf } from "../kubernetes/manifest.ts";
import type { KindTable } from "./kind-table.ts";
import { kindTableOf } from "./kind-table.ts";
import type { PodTemplate } from "./references/pod.ts";
import { podTemplateOf } from "./references/pod.ts";

/** A node of the graph: one object of a component, or of its chart. */
export interface Item {
  readonly component: Rendered;
  readonly manifest: Manifest;
  readonly title: string;
  readonly memory: Memory;
  /** The pods it makes itself. */
  readonly pods?: PodTemplate;
  /** An object of the component's chart, whoever renders it. */
  readonly isMade?: true;
}

/** Whether pods come of it. */
export function isWorkload({ pods }: Item): boolean {
  return pods !== undefined;
}

/** Where things come from in one cluster: identities of objects, and of what their controllers make. */
export interface Index {
  readonly items: readonly Item[];
  readonly byComponent: ReadonlyMap<Rendered, readonly Item[]>;
  /** Identity to the item that is it or brings it into being. */
  readonly makers: ReadonlyMap<string, Item>;
  /** Keys of Secrets and ConfigMaps, port names and numbers of Services, where they are known. */
  readonly keys: ReadonlyMap<string, ReadonlySet<string | number>>;
  /** `group/Kind` to the item that brings the CustomResourceDefinition. */
  readonly definitions: ReadonlyMap<string, Item>;
  readonly kinds: KindTable;
  /** Whether an object may be there twice, or be made by another one as well. */
  readonly hasTwins: boolean;
}

export function indexItems(components: readonly Rendered[]): Index {
  const items: Item[] = [];
  const makers = new Map<string, Item>();
  const keys = new Map<string, ReadonlySet<string | number>>();
  const definitions = new Map<string, Item>();
  const kinds = kindTableOf(components);
  const make: Make = (id, item, known) => {
    makers.set(id, item);
    if (known) keys.set(id, new Set(known));
  };
  let hasTwins = false;
  for (const component of components) {
    for (const [i, manifest] of component.manifests.entries()) {
      const memory = memoryOf(manifest);
      const { id, title, pods, keys: own } = factsOf(manifest, memory);
      const isMade = i < component.made || undefined;
      const item: Item = { component, manifest, title, memory, pods, isMade };
      items.push(item);
      hasTwins ||= makers.has(id);
      makers.set(id, item);
      if (own) keys.set(id, own);
      indexMade(item, kinds, make, definitions);
    }
  }
  const byComponent = Map.groupBy(items, (item) => item.component);
  const index = { items, byComponent, makers, keys, definitions, kinds, hasTwins };
  for (const component of components) {
    const runner = runnerOf(component, index) ?? byComponent.get(component)?.[0];
    if (!runner) continue;
    // Objects are indexed already.
    indexRunTime(runner, (id, item, known) => {
      if (!makers.has(id)) make(id, item, known);
    });
    for (const { group, kind } of component.runTime.kinds
      ? (component.release?.chart.crds ?? [])
      : [])
      if (!definitions.has(`${group}/${kind}`)) definitions.set(`${group}/${kind}`, runner);
  }
  return index;
}

/** The item that stands for the workloads of a component: the first that runs and is no hook. */
export function runnerOf(
  component: Rendered,
  { byComponent }: Pick<Index, "byComponent">,
): Item | undefined {
  const workloads = (byComponent.get(component) ?? []).filter(isWorkload);
  return workloads.find(({ manifest }) => !isHook(manifest)) ?? workloads[0];
}

/** Whether an item stands in dist/: what Argo CD renders does not. */
export function isWritten({ component, isMade }: Item): boolean {
  return !isMade || !isLeftToHelm(component);
}

type Make = (id: string, item: Item, known?: Iterable<string | number>) => void;

/** What a component's workloads make when they run. */
function indexRunTime(item: Item, make: Make): void {
  const { namespace, runTime } = item.component;
  for (const [name, { ports }] of Object.entries(runTime.services ?? {})) {
    make(identity("", "Service", namespace, name), item, [
      ...Object.keys(ports),
      ...Object.values(ports),
    ]);
  }
  for (const [name, known] of Object.entries(runTime.secrets ?? {}))
    make(identity("", "Secret", namespace, name), item, known);
  for (const name of runTime.serviceAccounts ?? [])
    make(identity("", "ServiceAccount", namespace, name), item);
  for (const name of runTime.configMaps ?? [])
    make(identity("", "ConfigMap", namespace, name), item);
  for (const name of runTime.ingressClasses ?? [])
    make(identity("networking.k8s.io", "IngressClass", "", name), item);
  for (const name of Object.keys(runTime.storageClasses ?? {}))
    make(identity("storage.k8s.io", "StorageClass", "", name), item);
  for (const name of runTime.priorityClasses ?? [])
    make(identity("scheduling.k8s.io", "PriorityClass", "", name), item);
}

/** What comes of an object. */
function indexMade(item: Item, kinds: KindTable, make: Make, definitions: Map<string, Item>): void {
  const { manifest } = item;
  if (manifest.kind === "CustomResourceDefinition") {
    const { group, names } = (manifest["spec"] ?? {}) as {
      group?: string;
      names?: { kind?: string };
    };
    definitions.set(`${group}/${names?.kind}`, item);
  }
  for (const { group, kind, namespace, name, keys } of kinds.productsOf(manifest))
    make(identity(group, kind, namespace, name), item, keys);
}

/** What an object is known by, whoever has it. */
const factsOf = perObject((manifest) => {
  const keys = keysOf(manifest);
  return {
    id: identityOf(manifest),
    title: titleOf(manifest),
    pods: podTemplateOf(manifest),
    keys: keys && new Set(keys),
  };
});

function keysOf(manifest: Manifest): Iterable<string | number> | undefined {
  if (manifest.kind === "Service") {
    const { ports = [] } = (manifest["spec"] ?? {}) as {
      ports?: { name?: string; port: number }[];
    };
    return ports.flatMap(({ name, port }) => (name ? [name, port] : [port]));
  }
  if (manifest.kind !== "ConfigMap" && manifest.kind !== "Secret") return undefined;
  const {
    data = {},
    stringData = {},
    binaryData = {},
  } = manifest as Record<string, object | undefined>;
  return [...Object.keys(data), ...Object.keys(stringData), ...Object.keys(binaryData)];
}
