import type { Manifest } from "../../kubernetes/manifest.ts";
import { groupOf, titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { customResource } from "../../kubernetes/schema/catalogue.ts";
import { lacksAny } from "../support/lacks.ts";
import { problemAt } from "../support/rule.ts";

/** Every custom resource is of a kind that something in the cluster brings. */
export function* definitions({ cluster, components, index }: ClusterPlan): Iterable<Problem> {
  for (const component of components) {
    const strangers = new Map<string, Manifest[]>();
    for (const manifest of component.manifests) {
      const group = groupOf(manifest.apiVersion);
      // Only groups with a dot can be of custom resources.
      if (!group.includes(".") || index.definitions.has(`${group}/${manifest.kind}`)) continue;
      // Who lacks a capability is told so: its kinds may come with that.
      if (!customResource(group, manifest.kind) || lacksAny(component)) continue;
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
