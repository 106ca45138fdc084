import type { Capability } from "../model/capability.ts";
import { foundLater, namedByObjects } from "../model/capability.ts";
import type { Rendered } from "../build/rendered.ts";
import { providerOf } from "../model/provider.ts";
import type { Index, Item } from "./item.ts";
import { isWorkload, runnerOf } from "./item.ts";

/** Finds the item that must be healthy for a capability to be there; none where nothing in dist/ provides it. */
export type CarrierOf = (capability: Capability) => Item | undefined;

export function carriersOf(components: readonly Rendered[], index: Index): CarrierOf {
  const known = new Map<Capability, Item | undefined>();
  return (capability) => {
    if (!known.has(capability)) known.set(capability, findCarrier(capability, components, index));
    return known.get(capability);
  };
}

function findCarrier(
  capability: Capability,
  components: readonly Rendered[],
  index: Index,
): Item | undefined {
  const provider = providerOf(components[0]!.cluster, capability);
  const component = components.find(({ placement }) => provider && placement === provider);
  if (!component) return undefined;
  const id = component.provided.get(capability);
  const own = index.byComponent.get(component) ?? [];
  return id ? index.makers.get(id) : (runnerOf(component, index) ?? own[0]);
}

/** What a component declares that it needs, and from which items: its workloads, or all where it has none. */
export function declaredNeeds(
  component: Rendered,
  index: Index,
): { needs: readonly (readonly [Capability, string])[]; holders: readonly Item[] } {
  const declared = Object.entries(component.placement?.needs ?? {}) as [Capability, string][];
  const needs = [...declared, ...component.needs, ...component.uses].filter(
    ([capability]) => !namedByObjects.has(capability) && !foundLater.has(capability),
  );
  const own = index.byComponent.get(component) ?? [];
  const workloads = own.filter(isWorkload);
  return { needs, holders: workloads.length > 0 ? workloads : own };
}
