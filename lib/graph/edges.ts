import type { Capability } from "../capability.ts";
import type { Manifest } from "../manifest.ts";
import { groupOf, identity } from "../manifest.ts";
import { coreReferences } from "../references/core.ts";
import { customReferences } from "../references/custom.ts";
import { podReferences } from "../references/pod.ts";
import type { Reference } from "../references/reference.ts";
import type { Rendered } from "../render.ts";
import { providerOf } from "../scope.ts";
import type { Index, Item } from "./item.ts";
import { bindingModeOf } from "./storage.ts";

/** That one item cannot be applied, or cannot become healthy, before another is there. */
export interface Edge {
  readonly from: Item;
  readonly to: Item;
  /** What is needed and why, with the field that says so. */
  readonly reason: string;
  /** The API server refuses it until the other's controller runs: kinds of operators and their webhooks. */
  readonly isGate?: true;
}

/** Everything an object names, whoever makes it. */
export function referencesOf(
  { manifest, pods, component }: Item,
  { definitions }: Index,
): Reference[] {
  if (!manifest) return [];
  const namespace = manifest.metadata.namespace ?? "";
  const group = groupOf(manifest.apiVersion);
  if (pods) return [...podReferences(pods, namespace), ...coreReferences(manifest, namespace)];
  if (!definitions.has(`${group}/${manifest.kind}`)) return coreReferences(manifest, namespace);
  const home =
    definitions.get(`${group}/${manifest.kind}`)!.component.namespace || component.namespace;
  return customReferences(manifest, namespace, home);
}

/** Every edge of one cluster. References that lead nowhere make no edge; the validator reports them. */
export function edgesOf(components: readonly Rendered[], index: Index): Edge[] {
  const edges: Edge[] = [];
  const cluster = components[0]?.cluster;
  if (!cluster) return edges;
  const policies = policiesByNamespace(index.items);
  const carriers = new Map<Capability, Item | undefined>();
  const carrier = (capability: Capability): Item | undefined => {
    if (!carriers.has(capability))
      carriers.set(capability, carrierOf(capability, components, index));
    return carriers.get(capability);
  };
  const add = (from: Item, to: Item | undefined, reason: string, isGate?: true): void => {
    if (to && to !== from) edges.push({ from, to, reason, isGate });
  };
  for (const item of index.items) {
    const { manifest, component } = item;
    const namespace = manifest ? (manifest.metadata.namespace ?? "") : component.namespace;
    if (namespace) {
      const to = index.makers.get(identity("", "Namespace", "", namespace));
      add(item, to, `it stands in Namespace "${namespace}"`);
    }
    if (manifest) addManifestEdges(item, manifest, index, carrier, add);
    else addReleaseEdges(item, index, add);
    if (hasNetworkedPods(item)) {
      add(item, carrier("cni"), "its pods need a network (cni)");
      for (const policy of policies.get(namespace) ?? []) {
        if (policy.component !== component && appliesTo(policy, item)) {
          add(item, policy, `${policy.title} applies to its pods`);
        }
      }
    }
  }
  for (const component of components) addDeclaredEdges(component, index, carrier, add);
  return edges;
}

type Add = (from: Item, to: Item | undefined, reason: string, isGate?: true) => void;
type CarrierOf = (capability: Capability) => Item | undefined;

function addManifestEdges(
  item: Item,
  manifest: Manifest,
  index: Index,
  carrier: CarrierOf,
  add: Add,
): void {
  const { apiVersion, kind } = manifest;
  const definition = index.definitions.get(`${groupOf(apiVersion)}/${kind}`);
  if (definition)
    add(
      item,
      definition,
      `apiVersion ${apiVersion}: ${definition.title} brings the kind ${kind}`,
      true,
    );
  for (const reference of referencesOf(item, index)) {
    const { group, name, namespace, field } = reference;
    const to = index.makers.get(identity(group, reference.kind, namespace, name));
    add(
      item,
      to,
      `${field} names ${reference.kind} "${name}"${to && to.manifest?.kind !== reference.kind ? ` of ${to.title}` : ""}`,
    );
    if (to?.manifest && reference.kind === "PersistentVolumeClaim" && bindsLate(to, index)) {
      add(
        to,
        item,
        `it is bound only when a pod of ${item.title} mounts it (WaitForFirstConsumer)`,
      );
    }
  }
  const spec = (manifest["spec"] ?? {}) as {
    type?: string;
    storageClassName?: string;
    volumeClaimTemplates?: { spec?: { storageClassName?: string } }[];
  };
  if (kind === "Service" && spec.type === "LoadBalancer") {
    add(
      item,
      carrier("load-balancer"),
      "spec.type LoadBalancer waits for an address (load-balancer)",
    );
  }
  const claims =
    kind === "PersistentVolumeClaim"
      ? [spec]
      : (spec.volumeClaimTemplates ?? []).map((claim) => claim.spec ?? {});
  if (claims.some(({ storageClassName }) => storageClassName === undefined)) {
    add(item, carrier("default-storage"), "its claim names no StorageClass (default-storage)");
  }
}

function addReleaseEdges(item: Item, index: Index, add: Add): void {
  const { component } = item;
  const referred = new Set(
    index.items
      .filter((other) => other.component === component)
      .flatMap((other) => referencesOf(other, index).map(({ kind, name }) => `${kind}/${name}`)),
  );
  for (const { name, foundByLabel } of component.secrets) {
    if (foundByLabel || referred.has(`Secret/${name}`)) continue;
    add(
      item,
      index.makers.get(identity("", "Secret", component.namespace, name)),
      `its values name Secret "${name}"`,
    );
  }
}

/** Capabilities that objects name themselves: an Ingress its class and issuer, a Secret its store. */
const namedByObjects = new Set<Capability>(["ingress", "certificate-issuer", "secret-store"]);

/** Other `needs` hold for the workloads of a component; for all of it where it has none. */
function addDeclaredEdges(component: Rendered, index: Index, carrier: CarrierOf, add: Add): void {
  const declared = Object.entries(component.placement?.needs ?? {}) as [Capability, string][];
  const needs = [...declared, ...component.uses].filter(
    ([capability]) => !namedByObjects.has(capability),
  );
  if (needs.length === 0) return;
  const own = index.items.filter((item) => item.component === component);
  const workloads = own.filter(isWorkload);
  for (const [capability, reason] of needs) {
    for (const item of workloads.length > 0 ? workloads : own) {
      const to = carrier(capability);
      if (to?.component !== component) add(item, to, `${reason} (${capability})`);
    }
  }
}

/** The item that must be healthy for a capability to be there. */
function carrierOf(
  capability: Capability,
  components: readonly Rendered[],
  index: Index,
): Item | undefined {
  const provider = providerOf(components[0]!.cluster, capability);
  const component = components.find(({ placement }) => provider && placement === provider);
  if (!component) return undefined;
  const id = component.provided.get(capability);
  const own = index.items.filter((item) => item.component === component);
  return id ? index.makers.get(id) : (own.find(isWorkload) ?? own[0]);
}

export function isWorkload({ manifest, pods }: Item): boolean {
  return !manifest || pods !== undefined;
}

function hasNetworkedPods({ manifest, pods, component }: Item): boolean {
  if (pods) return !pods.spec.hostNetwork;
  return !manifest && (component.release?.pods.length ?? 0) > 0;
}

const policyKinds = new Set([
  "NetworkPolicy",
  "CiliumNetworkPolicy",
  "ResourceQuota",
  "LimitRange",
]);

function policiesByNamespace(items: readonly Item[]): Map<string, Item[]> {
  const found = new Map<string, Item[]>();
  for (const item of items) {
    if (!item.manifest || !policyKinds.has(item.manifest.kind)) continue;
    const namespace = item.manifest.metadata.namespace ?? "";
    found.set(namespace, [...(found.get(namespace) ?? []), item]);
  }
  return found;
}

interface PolicySpec {
  readonly podSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly endpointSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
}

/** Whether a policy selects the pods of an item; the labels of a chart's pods are not known. */
function appliesTo({ manifest }: Item, { pods }: Item): boolean {
  const { podSelector, endpointSelector } = (manifest?.["spec"] ?? {}) as PolicySpec;
  const labels = Object.entries((podSelector ?? endpointSelector)?.matchLabels ?? {});
  return labels.every(([key, value]) => pods?.labels[key.replace(/^k8s:/, "")] === value);
}

function bindsLate({ manifest, component }: Item, index: Index): boolean {
  const { storageClassName } = (manifest?.["spec"] ?? {}) as { storageClassName?: string };
  return bindingModeOf(storageClassName, component.cluster, index) === "WaitForFirstConsumer";
}
