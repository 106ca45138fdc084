import { ownOf } from "../outside/maps.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import type { KindTable } from "./kind-table.ts";
import type { Rendered } from "../build/rendered.ts";
import type { Index, Item } from "./item.ts";

/** Built-in kinds that apply to pods, with the path of their selector. */
const policyKinds: Readonly<Record<string, string>> = {
  NetworkPolicy: "spec.podSelector",
  ResourceQuota: "",
  LimitRange: "",
};

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

type Label = readonly [name: string, value: string];

interface Policy {
  readonly item: Item;
  readonly labels: readonly Label[];
}

/** Finds the policies of other components that select the pods of an item, without a look at every other one. */
export type PoliciesFor = (namespace: string, item: Item) => readonly Item[];

export function policiesOf({ items, kinds }: Index): PoliciesFor {
  const found = new Map<string, Local>();
  for (const item of items) {
    const path = selectorPath(item.manifest, kinds);
    if (path === undefined) continue;
    const { namespace = "" } = item.manifest.metadata;
    const local = found.get(namespace) ?? { components: new Set(), policies: new Map() };
    found.set(namespace, local);
    const labels = labelsOf(item.manifest, path);
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

/** Where the selector of a policy stands; undefined for what is none. */
function selectorPath(manifest: Manifest, kinds: KindTable): string | undefined {
  return (
    ownOf(policyKinds, manifest.kind) ?? kinds.of(manifest).find((one) => one.appliesTo)?.appliesTo
  );
}

/** Some kinds say in front of a label where it is from, as `k8s:app`. */
function labelsOf(manifest: Manifest, path: string): Label[] {
  const selector = path
    .split(".")
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], manifest);
  return Object.entries((selector as Selector | undefined)?.matchLabels ?? {}).map(
    ([name, value]) => [name.replace(/^[a-z0-9]+:/, ""), value],
  );
}

function appliesTo({ labels }: Policy, { pods }: Item): boolean {
  return labels.every(([name, value]) => pods?.labels[name] === value);
}
