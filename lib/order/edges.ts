import { perObject } from "../kubernetes/each.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { groupOf, identity } from "../kubernetes/manifest.ts";
import { coreReferences } from "./references/core.ts";
import { namedReferences } from "./references/named.ts";
import { podReferences } from "./references/pod.ts";
import type { Reference } from "./references/reference.ts";
import type { KindFacts } from "../model/kind.ts";
import type { Rendered } from "../build/rendered.ts";
import type { CarrierOf } from "./declared.ts";
import { carriersOf, declaredNeeds } from "./declared.ts";
import type { Index, Item } from "./item.ts";
import { runnerOf } from "./item.ts";
import { policiesOf } from "./policies.ts";
import { bindingModeOf } from "./storage.ts";
import { claimsDefault } from "./volume-claims.ts";

/** That one item cannot be applied, or cannot become healthy, before another is there. */
export interface Edge {
  readonly from: Item;
  readonly to: Item;
  /** What is needed and why, with the field that says so. */
  readonly reason: string;
  /** The API server refuses it until the other's controller runs: kinds of operators and their webhooks. */
  readonly isGate?: true;
  /** Read out of an object of a chart. */
  readonly isMade?: true;
}

/** A reference with the identity of what it names. */
export interface Named extends Reference {
  readonly id: string;
}

/** What an object was found to name, and what that depends on beside the object. */
interface Found {
  readonly facts: readonly KindFacts[];
  readonly home: string;
  readonly references: readonly Named[];
}

/** The last of an object: what a chart makes is the same one in many clusters. */
const lastFound = perObject((): { last?: Found } => ({}));

/** Everything an object names, whoever makes it. */
export function referencesOf(item: Item, { definitions, kinds }: Index): readonly Named[] {
  const { manifest, memory } = item;
  const facts = kinds.of(manifest);
  const definition =
    facts.length > 0 && definitions.get(`${groupOf(manifest.apiVersion)}/${manifest.kind}`);
  const home = (definition || item).component.namespace;
  const found = lastFound(manifest, memory);
  if (found.last?.facts === facts && found.last.home === home) return found.last.references;
  const references = findReferences(item, facts, home);
  found.last = { facts, home, references };
  return references;
}

function findReferences(
  { manifest, pods }: Item,
  facts: readonly KindFacts[],
  home: string,
): readonly Named[] {
  const namespace = manifest.metadata.namespace ?? "";
  const core = coreReferences(manifest, namespace);
  const own = pods ? [...podReferences(pods, namespace), ...core] : core;
  const all = facts.length === 0 ? own : [...own, ...namedReferences(manifest, facts, home)];
  return all.map((one) => ({
    ...one,
    id: identity(one.group, one.kind, one.namespace, one.name),
  }));
}

/** Every edge of one cluster. References that lead nowhere make no edge; the validator reports them. */
export function edgesOf(components: readonly Rendered[], index: Index): Edge[] {
  const edges: Edge[] = [];
  const cluster = components[0]?.cluster;
  if (!cluster) return edges;
  const policiesFor = policiesOf(index);
  const carrier = carriersOf(components, index);
  const add = (from: Item, to: Item | undefined, reason: string, isGate?: true): void => {
    if (to && to !== from) edges.push({ from, to, reason, isGate });
  };
  const addMade: Add = (from, to, reason) => {
    if (to && to !== from) edges.push({ from, to, reason, isMade: true });
  };
  const homes = new Map<string, Home>();
  for (const item of index.items) {
    const { manifest } = item;
    const namespace = manifest.metadata.namespace ?? "";
    if (namespace) {
      const home = homes.get(namespace) ?? homeOf(namespace, index);
      homes.set(namespace, home);
      add(item, home.maker, home.reason);
    }
    addManifestEdges(item, manifest, index, carrier, item.isMade ? addMade : add);
    if (hasNetworkedPods(item)) {
      add(item, carrier("cni"), "its pods need a network (cni)");
      for (const policy of policiesFor(namespace, item))
        add(item, policy, `${policy.title} applies to its pods`);
    }
  }
  for (const component of components) {
    const runner = component.made > 0 ? runnerOf(component, index) : undefined;
    if (runner) addValueEdges(runner, index, add);
    const { needs, holders } = declaredNeeds(component, index);
    for (const [capability, reason] of needs) {
      const to = carrier(capability);
      if (to?.component === component) continue;
      for (const item of holders) add(item, to, `${reason} (${capability})`);
    }
  }
  return edges;
}

/** What makes a namespace, and why all that stands in it needs that. */
interface Home {
  readonly maker: Item | undefined;
  readonly reason: string;
}

function homeOf(namespace: string, { makers }: Index): Home {
  const maker = makers.get(identity("", "Namespace", "", namespace));
  return { maker, reason: `it stands in Namespace "${namespace}"` };
}

type Add = (from: Item, to: Item | undefined, reason: string, isGate?: true) => void;

function addManifestEdges(
  item: Item,
  manifest: Manifest,
  index: Index,
  carrier: CarrierOf,
  add: Add,
): void {
  const { apiVersion, kind } = manifest;
  const definition = index.definitions.get(`${groupOf(apiVersion)}/${kind}`);
  if (definition) {
    add(
      item,
      definition,
      `apiVersion ${apiVersion}: ${definition.title} brings the kind ${kind}`,
      true,
    );
    // A definition out of a chart is served by the chart's workloads.
    const runner = definition.isMade ? runnerOf(definition.component, index) : undefined;
    if (runner !== definition) add(item, runner, `${definition.title} is of its chart`, true);
  }
  for (const reference of referencesOf(item, index)) {
    const { id, name, field } = reference;
    const to = index.makers.get(id);
    add(
      item,
      to,
      `${field} names ${reference.kind} "${name}"${to && to.manifest.kind !== reference.kind ? ` of ${to.title}` : ""}`,
    );
    if (to && reference.kind === "PersistentVolumeClaim" && bindsLate(to, index)) {
      add(
        to,
        item,
        `it is bound only when a pod of ${item.title} mounts it (WaitForFirstConsumer)`,
      );
    }
  }
  const spec = (manifest["spec"] ?? {}) as { type?: string };
  if (kind === "Service" && spec.type === "LoadBalancer") {
    add(
      item,
      carrier("load-balancer"),
      "spec.type LoadBalancer waits for an address (load-balancer)",
    );
  }
  if (claimsDefault(item)) {
    add(item, carrier("default-storage"), "its claim names no StorageClass (default-storage)");
  }
}

/** Secrets that a component asked for and none of its objects names: a value of its chart does. */
function addValueEdges(item: Item, index: Index, add: Add): void {
  const { component } = item;
  const own = index.byComponent.get(component) ?? [];
  const referred = new Set(
    own.flatMap((other) => referencesOf(other, index).map(({ kind, name }) => `${kind}/${name}`)),
  );
  for (const { name, namespace, foundByLabel } of component.secrets) {
    // What it asks for on behalf of other namespaces no value of its own names.
    if (foundByLabel || namespace !== undefined || referred.has(`Secret/${name}`)) continue;
    add(
      item,
      index.makers.get(identity("", "Secret", component.namespace, name)),
      `its values name Secret "${name}"`,
    );
  }
}

function hasNetworkedPods({ pods }: Item): boolean {
  return pods !== undefined && !pods.spec.hostNetwork;
}

function bindsLate({ manifest, component }: Item, index: Index): boolean {
  const { storageClassName } = (manifest["spec"] ?? {}) as { storageClassName?: string };
  return bindingModeOf(storageClassName, component.cluster, index) === "WaitForFirstConsumer";
}
