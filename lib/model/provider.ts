import type { Capability } from "./capability.ts";
import type { Cluster } from "./cluster.ts";
import { bundledParts } from "./distribution.ts";
import type { AnyPlacement } from "./placement.ts";

/** The component that serves a capability: the preferred one, or the only one. */
export function providerOf(cluster: Cluster, capability: Capability): AnyPlacement | undefined {
  const providers = cluster.components.filter(({ provides }) => provides.includes(capability));
  const preferred = cluster.prefer?.[capability];
  return providers.find(({ name }) => name === preferred) ?? providers[0];
}

/** Whether a component of the cluster or a part of its distribution provides the capability. */
export function hasCapability(cluster: Cluster, capability: Capability): boolean {
  return (
    cluster.components.some(({ provides }) => provides.includes(capability)) ||
    [...bundledParts(cluster).values()].some(({ provides }) => capability in provides)
  );
}
