import type { Rendered } from "../build/rendered.ts";
import type { Fleet } from "../model/cluster.ts";
import type { Application } from "./applications.ts";

/** Namespace of every Argo CD of the fleet, and of its Applications. */
export const argocdNamespace = "argocd";

/** Wave of the AppProjects: an Application whose project is missing waits for the next resync, minutes later. */
export const projectWave = -1;

/** Where the objects of an Application stand below the repository's root. */
export function pathOf({ component, name }: Application): string {
  return `dist/${component.cluster.name}/${component.layer}/${name}`;
}

/** Unique in an Argo CD that syncs several clusters, and the same when a cluster changes its Argo CD. */
export function applicationName({ component, name }: Application): string {
  return `${component.cluster.name}-${name}`;
}

/** Of a cluster's root Application, and of the AppProject that it is in. */
export function rootName(cluster: string): string {
  return `${cluster}-root`;
}

/** As Argo CD knows the cluster: its own, or a cluster Secret by name, never by address. */
export function destinationName(fleet: Fleet, cluster: string, mode: "hub" | "self"): string {
  return mode === "self" || cluster === fleet.hub ? "in-cluster" : cluster;
}

/** Of the one AppProject that a component's Applications share. */
export function projectName({ cluster, name }: Pick<Rendered, "cluster" | "name">): string {
  return `${cluster.name}-${name}`;
}
