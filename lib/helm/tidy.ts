import { isApiVersion, isKindName } from "../kubernetes/definition.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { shown } from "../kubernetes/schema/messages.ts";
import { mapOf } from "../outside/maps.ts";

/**
 * The objects that Helm printed, without what makes no difference to the API server but one to Argo CD. Throws for what
 * is no object of Kubernetes.
 */
export function tidy(printed: readonly Manifest[]): Manifest[] {
  return printed.flatMap(unfold).map(named).map(withoutRest);
}

/** A hook may leave the end of its name to the API server; here the next one takes the place of the last. */
function named(manifest: Manifest): Manifest {
  const { apiVersion, kind, metadata } = mapOf(manifest);
  const { name, generateName, ...rest } = mapOf(metadata);
  const given = name ?? (typeof generateName === "string" && generateName.replace(/-$/, ""));
  const isNamed = typeof given === "string" && given !== "";
  if (!isApiVersion(apiVersion) || !isKindName(kind) || !isNamed)
    throw new Error(
      `an object has apiVersion ${shown(apiVersion)}, kind ${shown(kind)} and name ${shown(name)}`,
    );
  return { ...manifest, metadata: { name: given, ...rest } };
}

/** The objects of a List; Argo CD would unfold it too. */
function unfold(manifest: Manifest): readonly Manifest[] {
  const { kind, items } = mapOf(manifest);
  return typeof kind === "string" && kind.endsWith("List") && Array.isArray(items)
    ? (items as Manifest[]).flatMap(unfold)
    : [manifest];
}

/** Without what generators of CustomResourceDefinitions and Go's encoder leave behind. */
function withoutRest(manifest: Manifest): Manifest {
  const { status: _, ...object } = withoutNulls(manifest) as Manifest;
  const { creationTimestamp: __, ...metadata } = object.metadata;
  if (object.kind !== "CustomResourceDefinition") return { ...object, metadata };
  // The API server no longer takes it, and Argo CD would show a difference for ever.
  const { preserveUnknownFields: ___, ...spec } = mapOf(object["spec"]);
  return { ...object, metadata, spec };
}

function holdsNull(value: object): boolean {
  for (const one of Object.values(value)) {
    if (one === null || (typeof one === "object" && holdsNull(one as object))) return true;
  }
  return false;
}

/** To the API server a field that is null is a field that is not there. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (!holdsNull(value)) return value;
  if (Array.isArray(value)) return value.map(withoutNulls);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== null)
      .map(([key, one]) => [key, withoutNulls(one)]),
  );
}
