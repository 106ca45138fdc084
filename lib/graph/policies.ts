import type { Manifest } from "../manifest.ts";
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
  const found = new Map<string, Policy[]>();
  for (const item of items) {
    if (!item.manifest || !policyKinds.has(item.manifest.kind)) continue;
    const labels = labelsOf(item.manifest);
    const key = keyOf(item.manifest.metadata.namespace ?? "", labels[0]);
    const known = found.get(key);
    if (known) known.push({ item, labels });
    else found.set(key, [{ item, labels }]);
  }
  return (namespace, item) =>
    [undefined, ...Object.entries(item.pods?.labels ?? {})]
      .flatMap((label) => found.get(keyOf(namespace, label)) ?? [])
      .filter((policy) => policy.item.component !== item.component && appliesTo(policy, item))
      .map((policy) => policy.item);
}

/** A policy is found by the first label that it selects. */
function keyOf(namespace: string, label: Label | undefined): string {
  return `${namespace}/${label?.join("=") ?? ""}`;
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
