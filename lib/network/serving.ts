import type { Capability, IngressServer, Serving } from "../model/capability.ts";
import { bundledParts } from "../model/distribution.ts";
import { namespaceOf } from "../model/placement.ts";
import type { Source } from "./way.ts";
import type { World } from "./world.ts";
import { podsIn } from "./world.ts";

/** Where those run that connect to pods as a capability has it; as whoever they come where they stand on their nodes. */
export function servingNamespaces(world: World, capability: "ingress" | "metrics"): Source {
  const { cluster } = world;
  const placed = cluster.components
    .filter(({ provides }) => provides.includes(capability))
    .map((placement) => {
      const provision = placement.provisions[capability] as Partial<Serving> | (() => unknown);
      return (typeof provision === "object" && provision.namespace) || namespaceOf(placement);
    });
  const bundled = [...bundledParts(cluster).values()].flatMap(
    ({ provides }) =>
      (provides as Partial<Record<Capability, Serving>>)[capability]?.namespace ?? [],
  );
  const namespaces = [...new Set([...placed, ...bundled])].sort();
  const providers = new Set(
    cluster.components
      .filter(({ provides }) => provides.includes(capability))
      .map(({ name }) => name),
  );
  const isOnHost =
    capability === "ingress" &&
    (cluster.components.some(comesFromNodes) ||
      namespaces.some((one) => standsOnHost(world, one, providers)));
  return isOnHost ? "nodes" : { namespaces };
}

/** What it hands over says so. */
function comesFromNodes({ provisions }: World["cluster"]["components"][number]): boolean {
  const provision: unknown = provisions.ingress;
  return typeof provision === "object" && (provision as IngressServer | null)?.fromNodes === true;
}

/** All of a provider's pods, since what is on a node comes with the node's address. */
function standsOnHost(world: World, namespace: string, providers: ReadonlySet<string>): boolean {
  const all = (world.pods.get(namespace)?.all ?? []).filter(({ component }) =>
    providers.has(component.name),
  );
  return (
    all.length > 0 &&
    podsIn(world, namespace).every(({ component }) => !providers.has(component.name))
  );
}

/** A way that nobody comes leads nowhere: what would scrape, say, is not in this cluster. */
export function isSomebody(from: Source): boolean {
  return typeof from !== "object" || !("namespaces" in from) || from.namespaces.length > 0;
}
