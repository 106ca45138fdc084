import type { Rendered } from "../../build/rendered.ts";
import type { Capability } from "../../model/capability.ts";
import type { Cluster } from "../../model/cluster.ts";
import { bundledParts } from "../../model/distribution.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { listed, problemAt } from "../support/rule.ts";
import { isProvided, needsOf } from "../support/lacks.ts";
import { didYouMean } from "../../words.ts";

/** Names of who provides each capability: components, and parts of the distribution. */
interface Providers {
  readonly components: ReadonlyMap<Capability, readonly string[]>;
  readonly bundled: ReadonlyMap<Capability, readonly string[]>;
}

/** Every capability that is needed is provided, by one provider or by a preferred one. */
export function* capabilities({ cluster, components }: ClusterPlan): Iterable<Problem> {
  const providers = providersOf(cluster);
  for (const component of components) yield* missing(component);
  yield* ambiguous(cluster, providers);
  yield* preferences(cluster, providers);
}

function* missing(component: Rendered): Iterable<Problem> {
  const { cluster, name } = component;
  for (const [capability, reason] of needsOf(component)) {
    if (isProvided(cluster, capability)) continue;
    const secrets = capability === "secret-store" ? secretsOf(component) : [];
    const otherwise =
      secrets.length > 0 ? `list ${listed(secrets)} in secretsFromBootstrap` : `drop ${name}`;
    yield problemAt(
      cluster,
      name,
      `needs ${capability} (${reason}), which nothing in this cluster provides; add a component that does or ${otherwise}`,
      `need ${capability}`,
    );
  }
}

/** What the bootstrap can make in the place of a store. */
function secretsOf({ namespace: own, secrets }: Rendered): string[] {
  return secrets
    .filter(({ madeByBootstrap }) => !madeByBootstrap)
    .map(({ name, namespace = own }) => `"${namespace}/${name}"`);
}

function* ambiguous(cluster: Cluster, { components, bundled }: Providers): Iterable<Problem> {
  for (const [capability, names] of components) {
    const parts = bundled.get(capability) ?? [];
    if (names.length + parts.length < 2 || cluster.prefer?.[capability]) continue;
    const all = [...parts.map((part) => `bundled ${part}`), ...names];
    const todo =
      parts.length > 0
        ? `take ${listed(parts)} out of kubernetes.bundled or drop ${listed(names)}`
        : `say which serves with prefer: { "${capability}": "${names[0]}" }`;
    const provide = all.length === 2 ? "both provide" : "all provide";
    yield problemAt(cluster, undefined, `${listed(all)} ${provide} ${capability}; ${todo}`);
  }
}

function* preferences(cluster: Cluster, { components }: Providers): Iterable<Problem> {
  for (const [capability, name] of Object.entries(cluster.prefer ?? {})) {
    const choices = components.get(capability as Capability) ?? [];
    if (choices.includes(name)) continue;
    const provide = choices.length === 1 ? "provides" : "provide";
    const found =
      choices.length > 0
        ? `but ${listed(choices)} ${provide} it; ${didYouMean(name, choices) ?? `prefer ${listed(choices, "or")}`}`
        : "which no component provides; drop the preference";
    yield problemAt(cluster, undefined, `prefers "${name}" for ${capability}, ${found}`);
  }
}

function providersOf(cluster: Cluster): Providers {
  const components = new Map<Capability, string[]>();
  const bundled = new Map<Capability, string[]>();
  const add = (to: Map<Capability, string[]>, capability: Capability, name: string): void => {
    const names = to.get(capability);
    if (!names) to.set(capability, [name]);
    else if (!names.includes(name)) names.push(name);
  };
  for (const { name, provides } of cluster.components)
    for (const capability of provides as readonly Capability[]) add(components, capability, name);
  for (const [part, { provides }] of bundledParts(cluster))
    for (const capability of Object.keys(provides) as Capability[]) add(bundled, capability, part);
  return { components, bundled };
}
