import type { Manifest } from "../kubernetes/manifest.ts";
import type { Rendered } from "../build/render.ts";
import type { Item } from "./item.ts";

const policyKinds = new Set([
  "NetworkPolicy",
  "CiliumNetworkPolicy",
  "ResourceQuota",
  "LimitRange",
]);

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

interface PolicySpec {
  readonly podSelector?: Selector;
  readonly endpointSelector?: Selector;
}

type Label = readonly [name: string, value: string];

interface Policy {
  readonly item: Item;
  readonly labels: readonly Label[];
}

/** Finds the policies of other components that select the pods of an item, without a look at every other one. */
export type PoliciesFor = (namespace: string, item: Item) => readonly Item[];

export function policiesOf(items: readonly Item[]): PoliciesFor {
  const found = new Map<string, Local>();
  for (const item of items) {
    if (!item.manifest || !policyKinds.has(item.manifest.kind)) continue;
    const { namespace = "" } = item.manifest.metadata;
    const local = found.get(namespace) ?? { components: new Set(), policies: new Map() };
    found.set(namespace, local);
    const labels = labelsOf(item.manifest);
    const key = keyOf(labels[0]);
    const known = local.policies.get(key);
    if (known) known.push({ item, labels });
    else local.policies.set(key, [{ item, labels }]);
    local.components.add(item.component);
  }
  return (namespace, item) => {
    const local = found.get(namespace);
    // Mostly those of a namespace are the component's own.
    if (!local || (local.components.size === 1 && local.components.has(item.component))) return [];
    return [undefined, ...Object.entries(item.pods?.labels ?? {})]
      .flatMap((label) => local.policies.get(keyOf(label)) ?? [])
      .filter((policy) => policy.item.component !== item.component && appliesTo(policy, item))
      .map((policy) => policy.item);
  };
}

/** The policies of one namespace, each by the first label that it selects. */
interface Local {
  readonly components: Set<Rendered>;
  readonly policies: Map<string, Policy[]>;
}

function keyOf(label: Label | undefined): string {
  return label?.join("=") ?? "";
}

function labelsOf(manifest: Manifest): Label[] {
  const { podSelector, endpointSelector } = (manifest["spec"] ?? {}) as PolicySpec;
  return Object.entries((podSelector ?? endpointSelector)?.matchLabels ?? {}).map(
    ([name, value]) => [name.replace(/^k8s:/, ""), value],
  );
}

/** The labels of a chart's pods are not known: only a policy for all pods applies to them. */
function appliesTo({ labels }: Policy, { pods }: Item): boolean {
  return labels.every(([name, value]) => pods?.labels[name] === value);
}
