import { groupOf } from "./manifest.ts";
import { coreSchema, customResource, kubernetesMinors } from "./schema/catalogue.ts";

/** Whether a kind lives in namespaces; undefined for a kind that nobody knows. */
export type ScopeOfKind = (
  apiVersion: string,
  kind: string,
) => "Namespaced" | "Cluster" | undefined;

const known = new Map<string, ScopeOfKind>();

/**
 * Looks kinds up in the API of a Kubernetes minor and in the imported CustomResourceDefinitions. A minor that is not
 * imported, which the validator reports, is read as the newest.
 */
export function scopeOfKind(minor: string): ScopeOfKind {
  const existing = known.get(minor);
  if (existing) return existing;
  const minors = kubernetesMinors();
  const readable = minors.includes(minor) ? minor : minors.at(-1)!;
  const scopes = new Map<string, "Namespaced" | "Cluster" | undefined>();
  const lookup: ScopeOfKind = (apiVersion, kind) => {
    const key = `${apiVersion}/${kind}`;
    if (!scopes.has(key)) {
      scopes.set(
        key,
        (coreSchema(readable, apiVersion, kind) ?? customResource(groupOf(apiVersion), kind))
          ?.scope,
      );
    }
    return scopes.get(key);
  };
  known.set(minor, lookup);
  return lookup;
}
