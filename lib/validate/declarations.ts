import type { Capability } from "../capability.ts";
import { minorOf } from "../cluster.ts";
import type { AnyPlacement } from "../component.ts";
import { bundled } from "../distribution.ts";
import type { ClusterPlan } from "../plan.ts";
import type { Problem } from "../problem.ts";
import { kubernetesMinors } from "../schema/catalogue.ts";
import { nearest } from "../schema/suggest.ts";
import { problemAt } from "./rule.ts";

/** What a cluster's data says of itself: names, needs, preferences, and each component's own checks. */
export function* declarations({ cluster }: ClusterPlan): Iterable<Problem> {
  const { components, kubernetes, prefer = {} } = cluster;
  const minor = minorOf(kubernetes.version);
  const known = kubernetesMinors();
  if (!known.includes(minor)) {
    yield problemAt(
      cluster,
      undefined,
      `Kubernetes ${kubernetes.version} is none of the known minors ${known.join(", ")}; choose one of them or import its API`,
    );
  }
  const names = components.map(({ name }) => name);
  for (const name of new Set(names.filter((name, i) => names.indexOf(name) !== i))) {
    yield problemAt(cluster, name, "is listed twice; drop one or give them different instances");
  }
  for (const { name, definition, options } of components) {
    for (const message of definition.check?.(options, cluster) ?? [])
      yield problemAt(cluster, name, message);
  }
  const providers = providersOf(components);
  for (const name of kubernetes.bundled) {
    for (const capability of bundled[name].provides) {
      providers.set(capability, [...(providers.get(capability) ?? []), `bundled ${name}`]);
    }
  }
  if (cluster.secretsFromBootstrap && !providers.has("secret-store"))
    providers.set("secret-store", ["the bootstrap"]);
  for (const { name, needs } of components) {
    for (const [capability, reason] of Object.entries(needs) as [Capability, string][]) {
      if (providers.has(capability)) continue;
      yield problemAt(
        cluster,
        name,
        `needs ${capability} (${reason}), which nothing in this cluster provides; add a component that does or drop ${name}`,
      );
    }
  }
  for (const [capability, names] of providers) {
    if (names.length > 1 && !prefer[capability]) {
      yield problemAt(
        cluster,
        undefined,
        `${names.join(" and ")} both provide ${capability}; say which serves with prefer: { "${capability}": ... }`,
      );
    }
  }
  for (const [capability, name] of Object.entries(prefer)) {
    const choices = providers.get(capability as Capability) ?? [];
    if (choices.includes(name)) continue;
    yield problemAt(
      cluster,
      undefined,
      `prefers "${name}" for ${capability}, which ${choices.join(" and ") || "nothing"} provides; ${didYouMean(name, choices) ?? "correct the name"}`,
    );
  }
}

function providersOf(components: readonly AnyPlacement[]): Map<Capability, string[]> {
  const providers = new Map<Capability, string[]>();
  for (const { name, provides } of components) {
    for (const capability of provides as readonly Capability[]) {
      providers.set(capability, [...(providers.get(capability) ?? []), name]);
    }
  }
  return providers;
}

/** `did you mean "x"?`, or undefined when nothing is close. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const candidate = nearest(word, candidates);
  return candidate === undefined ? undefined : `did you mean "${candidate}"?`;
}
