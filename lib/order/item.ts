import type { Manifest } from "../kubernetes/manifest.ts";
import { groupOf, identity, identityOf, isHook, titleOf } from "../kubernetes/manifest.ts";
import { ingressProducts } from "./references/core.ts";
import { customProducts } from "./references/custom.ts";
import type { PodTemplate } from "./references/pod.ts";
import { podTemplateOf } from "./references/pod.ts";
import type { Release } from "../model/release.ts";
import type { Rendered } from "../build/render.ts";

/** A node of the graph: one object, or the chart of a component with all that it makes. */
export interface Item {
  readonly component: Rendered;
  /** Absent for the chart. */
  readonly manifest?: Manifest;
  readonly title: string;
  /** The pods it makes itself; those of a chart are only known by their requests. */
  readonly pods?: PodTemplate;
  /** An object out of a chart that synth rendered. */
  readonly isUnpacked?: true;
}

/** Whether pods come of it: a chart, or an object that makes pods. */
export function isWorkload({ manifest, pods }: Item): boolean {
  return !manifest || pods !== undefined;
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
}

export function indexItems(components: readonly Rendered[]): Index {
  const items: Item[] = [];
  const makers = new Map<string, Item>();
  const keys = new Map<string, ReadonlySet<string | number>>();
  const definitions = new Map<string, Item>();
  const make = (id: string, item: Item, known?: Iterable<string | number>): void => {
    makers.set(id, item);
    if (known) keys.set(id, new Set(known));
  };
  for (const component of components) {
    if (component.release) {
      const item: Item = { component, title: `chart ${component.release.chart.name}` };
      items.push(item);
      indexRelease(item, make, definitions);
    }
    const unpacked = component.unpacked?.count ?? 0;
    for (const [i, manifest] of component.manifests.entries()) {
      const item: Item = {
        component,
        manifest,
        title: titleOf(manifest),
        pods: podTemplateOf(manifest),
        isUnpacked: i < unpacked || undefined,
      };
      items.push(item);
      indexManifest(item, manifest, make, definitions);
    }
  }
  const index = { items, byComponent: Map.groupBy(items, (item) => item.component), makers, keys };
  const all = { ...index, definitions };
  for (const component of components) {
    const runner = component.unpacked && runnerOf(component, all);
    if (!runner) continue;
    // What the chart's workloads make when they run; what it holds is indexed already.
    const { release } = component.unpacked;
    indexMade(runner, release, (id, item, known) => {
      if (!makers.has(id)) make(id, item, known);
    });
    for (const { group, kind } of release.crdsAtRunTime ? release.chart.crds : [])
      definitions.set(`${group}/${kind}`, runner);
  }
  return all;
}

/** The item that stands for the workloads of a component: its chart, or the first that runs and is no hook. */
export function runnerOf(
  component: Rendered,
  { byComponent }: Pick<Index, "byComponent">,
): Item | undefined {
  const workloads = (byComponent.get(component) ?? []).filter(isWorkload);
  return workloads.find(({ manifest }) => !manifest || !isHook(manifest)) ?? workloads[0];
}

type Make = (id: string, item: Item, known?: Iterable<string | number>) => void;

function indexRelease(item: Item, make: Make, definitions: Map<string, Item>): void {
  const { release } = item.component;
  for (const { group, kind } of release!.chart.crds) definitions.set(`${group}/${kind}`, item);
  indexMade(item, release!, make);
}

function indexMade(item: Item, { makes }: Release, make: Make): void {
  const { namespace } = item.component;
  for (const [name, { ports }] of Object.entries(makes.services ?? {})) {
    make(identity("", "Service", namespace, name), item, [
      ...Object.keys(ports),
      ...Object.values(ports),
    ]);
  }
  for (const [name, known] of Object.entries(makes.secrets ?? {}))
    make(identity("", "Secret", namespace, name), item, known);
  for (const name of makes.serviceAccounts ?? [])
    make(identity("", "ServiceAccount", namespace, name), item);
  for (const name of makes.configMaps ?? []) make(identity("", "ConfigMap", namespace, name), item);
  for (const name of makes.ingressClasses ?? [])
    make(identity("networking.k8s.io", "IngressClass", "", name), item);
  for (const name of Object.keys(makes.storageClasses ?? {}))
    make(identity("storage.k8s.io", "StorageClass", "", name), item);
  for (const name of makes.priorityClasses ?? [])
    make(identity("scheduling.k8s.io", "PriorityClass", "", name), item);
}

function indexManifest(
  item: Item,
  manifest: Manifest,
  make: Make,
  definitions: Map<string, Item>,
): void {
  const { kind, metadata } = manifest;
  make(identityOf(manifest), item, keysOf(manifest));
  if (kind === "CustomResourceDefinition") {
    const { group, names } = (manifest["spec"] ?? {}) as {
      group?: string;
      names?: { kind?: string };
    };
    definitions.set(`${group}/${names?.kind}`, item);
  }
  const namespace = metadata.namespace ?? "";
  if (kind === "Ingress") {
    for (const product of ingressProducts(manifest, namespace)) makeProduct(product, item, make);
  } else if (groupOf(manifest.apiVersion).includes(".")) {
    for (const product of customProducts(manifest, namespace)) makeProduct(product, item, make);
  }
}

function makeProduct(
  { group, kind, namespace, name, keys }: ReturnType<typeof customProducts>[number],
  item: Item,
  make: Make,
): void {
  make(identity(group, kind, namespace, name), item, keys);
}

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
