import type { Capability } from "../../model/capability.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import { groupOf, titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../plan.ts";
import type { Problem } from "../../problem.ts";
import type { Rendered } from "../../build/render.ts";
import { customResource } from "../../kubernetes/schema/catalogue.ts";
import { lacks } from "./capabilities.ts";
import { problemAt } from "../support/rule.ts";

/** Every custom resource is of a kind that something in the cluster brings. */
export function* definitions({ cluster, components, index }: ClusterPlan): Iterable<Problem> {
  for (const component of components) {
    const strangers = new Map<string, Manifest[]>();
    for (const manifest of component.manifests) {
      const group = groupOf(manifest.apiVersion);
      // Only groups with a dot can be of custom resources.
      if (!group.includes(".") || index.definitions.has(`${group}/${manifest.kind}`)) continue;
      if (!customResource(group, manifest.kind) || isTold(component, group)) continue;
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

/** Kinds that come with a capability: who lacks it is told so once. */
const kindsOf: readonly (readonly [Capability, string])[] = [
  ["monitoring-crds", "monitoring.coreos.com"],
  ["certificate-issuer", "cert-manager.io"],
];

function isTold(component: Rendered, group: string): boolean {
  return kindsOf.some(([capability, kinds]) => kinds === group && lacks(component, capability));
}
