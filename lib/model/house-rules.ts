import type { Manifest } from "../kubernetes/manifest.ts";

/** The objects of one component of a cluster, its chart's among them. */
export interface PlacedObjects {
  readonly cluster: string;
  readonly component: string;
  readonly namespace: string;
  readonly objects: readonly Manifest[];
}

/** Says what it found as `<what was found>; <what to do>`. */
export type HouseRule<Seen> = (seen: Seen) => Iterable<string>;

/**
 * What a house asks of its objects beyond what the API server and Strata do, and what it does to all of them.
 *
 * @example
 * rules: {
 *   placement: [({ objects }) => objects.filter(({ kind, metadata }) => kind === "Deployment" && !metadata.labels?.owner)
 *     .map(({ metadata }) => `Deployment "${metadata.name}" has no label owner; add one`)],
 *   transforms: [(object) => ({ ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, house: "mine" } } })],
 * }
 */
export interface FleetRules {
  readonly placement?: readonly HouseRule<PlacedObjects>[];
  /** All components of one cluster. */
  readonly cluster?: readonly HouseRule<readonly PlacedObjects[]>[];
  /** All components of all clusters. */
  readonly fleet?: readonly HouseRule<readonly PlacedObjects[]>[];
  /** Applied to each object, in order. Argo CD does none of it to a chart that it renders itself. */
  readonly transforms?: readonly ((
    object: Manifest,
    place: Omit<PlacedObjects, "objects">,
  ) => Manifest)[];
}
