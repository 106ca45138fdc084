import type { Rendered } from "../../build/rendered.ts";
import type { Capability } from "../../model/capability.ts";
import type { Cluster } from "../../model/cluster.ts";
import { hasCapability } from "../../model/provider.ts";

/** Whether `capabilities` reports that a component lacks something, so that its objects need not repeat it. */
export function lacks(component: Rendered, capability: Capability): boolean {
  const isNeeded = component.placement?.needs[capability] !== undefined;
  return isNeeded && !isProvided(component.cluster, capability);
}

export function isProvided(cluster: Cluster, capability: Capability): boolean {
  if (hasCapability(cluster, capability)) return true;
  // Secrets from the bootstrap stand in for a store; `secretRequests` finds the ones that are missing.
  return capability === "secret-store" && cluster.secretsFromBootstrap !== undefined;
}

/** The same of any capability that it needs: what its objects name may come with that. */
export function lacksAny(component: Rendered): boolean {
  const needs = Object.keys(component.placement?.needs ?? {}) as Capability[];
  return needs.some((capability) => lacks(component, capability));
}
