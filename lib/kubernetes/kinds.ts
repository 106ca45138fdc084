import { groupOf } from "./manifest.ts";
import { coreSchema, customResource } from "./schema/catalogue.ts";

/** Whether a kind lives in namespaces; undefined for a kind that nobody knows. */
export type ScopeOfKind = (
  apiVersion: string,
  kind: string,
) => "Namespaced" | "Cluster" | undefined;

const known = new Map<string, ScopeOfKind>();

/** Looks kinds up in the API of a Kubernetes minor and in the imported CustomResourceDefinitions. */
export function scopeOfKind(minor: string): ScopeOfKind {
  const existing = known.get(minor);
  if (existing) return existing;
  const scopes = new Map<string, "Namespaced" | "Cluster" | undefined>();
  const lookup: ScopeOfKind = (apiVersion, kind) => {
    const key = `${apiVersion}/${kind}`;
    if (!scopes.has(key)) {
      scopes.set(
        key,
        (coreSchema(minor, apiVersion, kind) ?? customResource(groupOf(apiVersion), kind))?.scope,
      );
    }
    return scopes.get(key);
  };
  known.set(minor, lookup);
  return lookup;
}
