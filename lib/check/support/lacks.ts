import type { Rendered } from "../../build/rendered.ts";
import type { Capability } from "../../model/capability.ts";
import type { Cluster } from "../../model/cluster.ts";
import { hasCapability } from "../../model/provider.ts";

/** Whether `capabilities` reports that a component lacks something, so that its objects need not repeat it. */
export function lacks(component: Rendered, capability: Capability): boolean {
  const isNeeded = needsOf(component).some(([needed]) => needed === capability);
  return isNeeded && !isProvided(component.cluster, capability);
}

/** What a component needs, by its definition and by its options, with the reason. */
export function needsOf({ placement, needs }: Rendered): (readonly [Capability, string])[] {
  return [...(Object.entries(placement?.needs ?? {}) as [Capability, string][]), ...needs];
}

export function isProvided(cluster: Cluster, capability: Capability): boolean {
  if (hasCapability(cluster, capability)) return true;
  // Secrets from the bootstrap stand in for a store; `secretRequests` finds the ones that are missing.
  return capability === "secret-store" && cluster.secretsFromBootstrap !== undefined;
}

/** The same of any capability that it needs: what its objects name may come with that. */
export function lacksAny(component: Rendered): boolean {
  return needsOf(component).some(([capability]) => lacks(component, capability));
}
