import type { Manifest } from "../../kubernetes/manifest.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { problemAt } from "../support/rule.ts";
import { builtIn } from "../support/namespaces.ts";
import { didYouMean } from "../../words.ts";

/** Every object stands in a namespace that is there; told once for a component and a namespace. */
export function* namespaces(plan: ClusterPlan): Iterable<Problem> {
  const { cluster, components } = plan;
  const known = new Set(builtIn);
  for (const { manifests } of components)
    for (const { kind, metadata } of manifests) if (kind === "Namespace") known.add(metadata.name);
  yield* slips(plan, known);
  for (const { name, manifests } of components) {
    const strangers = new Map<string, Manifest[]>();
    for (const manifest of manifests) {
      const { namespace } = manifest.metadata;
      if (namespace === undefined || known.has(namespace)) continue;
      const list = strangers.get(namespace);
      if (list) list.push(manifest);
      else strangers.set(namespace, [manifest]);
    }
    for (const [namespace, [first, ...more]] of strangers) {
      const stand = more.length > 0 ? `and ${more.length} more stand` : "stands";
      const todo =
        didYouMean(namespace, known) ??
        "make it an environment of the cluster or the namespace of a component";
      yield problemAt(
        cluster,
        name,
        `${titleOf(first!)} ${stand} in namespace "${namespace}", which nothing in this cluster makes; ${todo}`,
      );
    }
  }
}

/** Names that make a namespace, or mean one, and are nearly those of another. */
function* slips(
  { cluster, components }: ClusterPlan,
  known: ReadonlySet<string>,
): Iterable<Problem> {
  for (const path of Object.keys(cluster.secretsFromBootstrap ?? {})) {
    const namespace = path.slice(0, path.indexOf("/"));
    const meant = known.has(namespace) ? undefined : didYouMean(namespace, known);
    if (meant)
      yield problemAt(
        cluster,
        undefined,
        `secretsFromBootstrap names "${path}" in a namespace that nothing makes; ${meant}`,
      );
  }
  const environments = Object.keys(cluster.environments);
  for (const { name, namespace, placement } of components) {
    // A namespace out of options is meant to be an environment.
    if (typeof placement?.definition.namespace !== "function") continue;
    const meant = environments.includes(namespace)
      ? undefined
      : didYouMean(namespace, environments);
    // One number more is one more of a kind, and no slip.
    const isNumbered = environments.some((one) => lettersOf(one) === lettersOf(namespace));
    if (meant && !isNumbered)
      yield problemAt(
        cluster,
        name,
        `stands in namespace "${namespace}", which is no environment of the cluster; ${meant}`,
      );
  }
}

function lettersOf(name: string): string {
  return name.replace(/\d/g, "");
}
