import type { Capability } from "./capability.ts";
import type { ClusterData, Delivery } from "./cluster-data.ts";
import type { BundledCapability, Distribution, PartName } from "./distribution.ts";
import type { FleetRules } from "./house-rules.ts";
import { asNeeded } from "./node-needs.ts";
import type { AnyPlacement } from "./placement.ts";
import type { Site } from "./site.ts";

export interface Cluster extends ClusterData {
  /** Which component serves where several provide the same. */
  readonly prefer?: Readonly<Partial<Record<Capability, string>>>;
  readonly components: readonly AnyPlacement[];
}

// Distributes over the list: the keys of a union would be only those that all have in common.
type KeysOf<Needs> = Needs extends unknown ? keyof Needs : never;
type Needed<Placements extends readonly AnyPlacement[]> = KeysOf<Placements[number]["needs"]>;
type Offered<Placements extends readonly AnyPlacement[]> = Placements[number]["provides"][number];
/** Refuses, at compile time, a list of components that leaves out what one of them needs. */
type Complete<Missing> = [Missing] extends [never]
  ? unknown
  : { readonly components: `missing capability: ${Missing & string}` };

export function defineCluster<
  const Placements extends readonly AnyPlacement[],
  Distributed extends Distribution,
  const Bundled extends readonly PartName<Distributed>[],
  const Secrets extends Cluster["secretsFromBootstrap"] = undefined,
>(
  cluster: Omit<Cluster, "components" | "kubernetes" | "secretsFromBootstrap"> & {
    readonly kubernetes: Omit<Cluster["kubernetes"], "bundled" | "distribution"> & {
      readonly distribution: Distributed;
      readonly bundled: Bundled;
    };
    readonly secretsFromBootstrap?: Secrets;
    readonly components: Placements;
  } & Complete<
      Exclude<
        Needed<Placements>,
        | Offered<Placements>
        | BundledCapability<Distributed, Bundled>
        // Secrets from the bootstrap stand in for a store; rendering finds the ones that are missing.
        | (Secrets extends object ? "secret-store" : never)
      >
    >,
): Cluster {
  try {
    return { ...cluster, nodes: cluster.nodes.map((node) => asNeeded(node, cluster)) };
  } catch {
    // The plan meets the same, and tells it with its place.
    return cluster;
  }
}

export interface Fleet {
  readonly site: Site;
  /** The git repository that holds dist/, as every Argo CD reaches it. */
  readonly repository: { readonly url: string; readonly branch: string };
  /** Name of the cluster whose Argo CD syncs the clusters with `argocd: "hub"`; left out where there are none. */
  readonly hub?: string;
  readonly clusters: readonly Cluster[];
  /** What this house asks of every object, and does to it. */
  readonly rules?: FleetRules;
}

/** The cluster that is meant where none is named: the hub, or else the first; absent in a fleet without clusters. */
export function firstCluster({ hub, clusters }: Fleet): Cluster | undefined {
  return clusters.find(({ name }) => name === hub) ?? clusters[0];
}

/** The cluster whose Argo CD syncs this one. */
export function argoClusterOf({ clusters, hub }: Fleet, cluster: Cluster): Cluster {
  return cluster.argocd === "self" ? cluster : clusters.find(({ name }) => name === hub)!;
}

export function defineFleet(fleet: Fleet): Fleet {
  return fleet;
}

/** How the chart of a component gets there: as its placement says, or as the cluster does. */
export function deliveryOf({ charts, components }: Cluster, component: string): Delivery {
  const placed = components.find(({ name }) => name === component)?.overrides?.delivery;
  const { delivery = "helm", except = [] } = charts ?? {};
  if (placed === "helm" || placed === "rendered") return placed;
  if (!except.includes(component)) return delivery;
  return delivery === "helm" ? "rendered" : "helm";
}
