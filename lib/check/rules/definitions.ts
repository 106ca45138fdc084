import type { Manifest } from "../../kubernetes/manifest.ts";
import { groupOf, titleOf } from "../../kubernetes/manifest.ts";
import { bundledParts } from "../../model/distribution.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { customResource } from "../../kubernetes/schema/catalogue.ts";
import { lacksAny } from "../support/lacks.ts";
import { UnseenCharts } from "../support/unseen.ts";
import { problemAt } from "../support/rule.ts";

/** Every custom resource is of a kind that something in the cluster brings. */
export function* definitions(plan: ClusterPlan): Iterable<Problem> {
  const { cluster, components, index } = plan;
  const unseen = new UnseenCharts(plan);
  yield* twiceDefined(plan);
  for (const component of components) {
    const strangers = new Map<string, Manifest[]>();
    // What another cluster's record has need not come here.
    const { manifests, made, isUnseen } = component;
    for (const manifest of isUnseen ? manifests.slice(made) : manifests) {
      const group = groupOf(manifest.apiVersion);
      // Only groups with a dot can be of custom resources.
      if (!group.includes(".") || index.definitions.has(`${group}/${manifest.kind}`)) continue;
      // Who lacks a capability is told so: its kinds may come with that.
      if (!customResource(group, manifest.kind) || lacksAny(component)) continue;
      if (unseen.bring(group, manifest.kind)) continue;
      const known = strangers.get(manifest.apiVersion + manifest.kind);
      if (known) known.push(manifest);
      else strangers.set(manifest.apiVersion + manifest.kind, [manifest]);
    }
    for (const [first, ...more] of strangers.values()) {
      const are = more.length > 0 ? `and ${more.length} more are` : "is";
      yield problemAt(
        cluster,
        component.name,
        `${titleOf(first!)} ${are} of apiVersion ${first!.apiVersion}, whose kind ${first!.kind} nothing in this cluster brings; add the component that does`,
      );
    }
  }
}

/** Two who keep one definition as they know it take turns at it. */
function* twiceDefined({ cluster, components }: ClusterPlan): Iterable<Problem> {
  for (const [part, { groups = [], off }] of bundledParts(cluster))
    for (const { name, manifests } of components) {
      const found = manifests.find(
        ({ kind, spec }) =>
          kind === "CustomResourceDefinition" &&
          groups.includes((spec as { readonly group?: string } | undefined)?.group ?? ""),
      );
      if (found)
        yield problemAt(
          cluster,
          name,
          `brings ${titleOf(found)}, which part ${part} of ${cluster.kubernetes.distribution.name} brings, too; leave the part out (${off}), or the component`,
        );
    }
}
