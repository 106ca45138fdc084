import type { Rendered } from "../../build/rendered.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import { groupOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import { isWorkload } from "../../order/references/pod.ts";

/**
 * Namespaces with pods and Services that nobody sees here: those of operators, and of the distribution itself. There, a
 * selector that finds nothing proves nothing.
 */
export function unseenNamespaces({ components, index }: ClusterPlan): ReadonlySet<string> {
  const found = new Set(["kube-system"]);
  for (const { runTime, namespace, isUnseen } of components)
    if (runTime.pods || runTime.services || isUnseen) found.add(namespace);
  for (const { manifest, pods } of index.items) {
    if (!manifest.metadata.namespace) continue;
    // Its pods are malformed, and reported as such.
    if (!pods && isWorkload(manifest.kind)) found.add(manifest.metadata.namespace);
    if (!isCustom(manifest)) continue;
    const facts = index.kinds.of(manifest);
    if (facts.length === 0 || facts.some(({ runsUnseen }) => runsUnseen))
      found.add(manifest.metadata.namespace);
  }
  return found;
}

/** Groups of the API server itself have no dot or end in k8s.io. */
export function isCustom({ apiVersion }: Manifest): boolean {
  const group = groupOf(apiVersion);
  return group.includes(".") && !group.endsWith(".k8s.io");
}

/** Charts of which nobody knows what they make, for what is missed where they may bring it. That they are is told. */
export class UnseenCharts {
  readonly #components: readonly Rendered[];

  constructor({ components }: Pick<ClusterPlan, "components">) {
    this.#components = components.filter(({ isUnseen }) => isUnseen);
  }

  /** Whether one of them may make an object of a built-in kind there; without a namespace, of the whole cluster. */
  mayMakeIn(namespace: string): boolean {
    return this.#components.some((one) => namespace === "" || one.namespace === namespace);
  }

  /** Whether one of them brings a kind. */
  bring(wanted: string, name: string): boolean {
    return this.#components.some(({ release }) =>
      release?.chart.crds.some(({ group, kind }) => group === wanted && kind === name),
    );
  }
}
