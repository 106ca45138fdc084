import type { JsonSchema } from "./source.ts";
import { isSchema } from "./structural.ts";

/** The static OpenAPI v2 document of a Kubernetes release. */
export interface Swagger {
  readonly definitions: Readonly<Record<string, JsonSchema>>;
  readonly paths: Readonly<Record<string, { readonly post?: Operation }>>;
}

interface Operation {
  readonly "x-kubernetes-group-version-kind"?: GroupVersionKind;
}

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const groups = new Set([
  "",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "apps",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "flowcontrol.apiserver.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
]);

// Requests to the API server that leave no object behind, and what only it writes.
const transient = new Set(["Binding", "Event", "Eviction", "Scale"]);

export interface FoundKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly scope: "Namespaced" | "Cluster";
}

/** The kinds that can be created, by the full name of their definition. */
export function findKinds({ paths, definitions }: Swagger): Map<string, FoundKind> {
  const found = new Map<string, FoundKind>();
  for (const [path, { post }] of Object.entries(paths)) {
    const gvk = post?.["x-kubernetes-group-version-kind"];
    const isSubresource = path.includes("/{name}/");
    if (
      !gvk ||
      isSubresource ||
      !groups.has(gvk.group) ||
      !/^v\d+$/.test(gvk.version) ||
      transient.has(gvk.kind)
    )
      continue;
    const full = Object.keys(definitions).find((name) =>
      isDefinitionOf(definitions[name] ?? {}, gvk),
    );
    if (!full)
      throw new Error(
        `swagger.json: ${path} creates a ${gvk.kind} without a definition; use another file`,
      );
    const apiVersion = gvk.group === "" ? gvk.version : `${gvk.group}/${gvk.version}`;
    const scope = path.includes("/namespaces/{namespace}/") ? "Namespaced" : "Cluster";
    found.set(full, { apiVersion, kind: gvk.kind, scope });
  }
  return found;
}

function isDefinitionOf(definition: JsonSchema, gvk: GroupVersionKind): boolean {
  const names = definition["x-kubernetes-group-version-kind"] as
    | readonly GroupVersionKind[]
    | undefined;
  return (
    names?.length === 1 &&
    names.every(
      ({ group, version, kind }) =>
        group === gvk.group && version === gvk.version && kind === gvk.kind,
    )
  );
}

export function withoutStatus(definition: JsonSchema, isKind: boolean): JsonSchema {
  const properties = definition["properties"];
  if (!isKind || !isSchema(properties) || !("status" in properties)) return definition;
  const status = { "x-kubernetes-preserve-unknown-fields": true };
  return { ...definition, properties: { ...properties, status } };
}

export function reachable(swagger: Swagger, kinds: ReadonlyMap<string, unknown>): Set<string> {
  const seen = new Set<string>(kinds.keys());
  for (const full of seen) {
    const definition = withoutStatus(swagger.definitions[full] ?? {}, kinds.has(full));
    for (const name of references(definition)) seen.add(name);
  }
  return seen;
}

function references(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, nested]) =>
    key === "$ref" && typeof nested === "string"
      ? [nested.slice("#/definitions/".length)]
      : references(nested),
  );
}

/** `PodSpec`, or `autoscaling.v2.MetricSpec` where two API groups use one name. */
export function shortNames(fulls: ReadonlySet<string>): Map<string, string> {
  const sorted = [...fulls].toSorted();
  const lastOf = (full: string) => full.slice(full.lastIndexOf(".") + 1);
  const counts = new Map<string, number>();
  for (const full of sorted) counts.set(lastOf(full), (counts.get(lastOf(full)) ?? 0) + 1);
  return new Map(
    sorted.map((full) => {
      const isUnique = counts.get(lastOf(full)) === 1;
      return [full, isUnique ? lastOf(full) : full.split(".").slice(-3).join(".")];
    }),
  );
}
