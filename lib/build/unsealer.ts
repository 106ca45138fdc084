import type { SecretStore } from "../model/capability.ts";
import type { Cluster } from "../model/cluster.ts";
import type { AnyPlacement } from "../model/placement.ts";
import { ClusterScopes } from "./scope.ts";

/** A controller that unseals what stands in git, and by which label it finds its keys. */
export interface Unsealer {
  readonly placement: AnyPlacement;
  /** `<label>=<value>` of Secrets in its namespace. */
  readonly keys: string;
}

export function unsealerOf(cluster: Cluster): Unsealer | undefined {
  const scopes = new ClusterScopes(cluster);
  for (const placement of cluster.components) {
    if (!placement.provides.includes("secret-store")) continue;
    const { sealingKeys } = scopes.handedBy(placement, "secret-store") as SecretStore;
    if (sealingKeys !== undefined) return { placement, keys: sealingKeys };
  }
  return undefined;
}
