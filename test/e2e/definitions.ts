import { existsSync, readFileSync } from "node:fs";
import type { ImportedDefinition } from "../../lib/kubernetes/chart.ts";
import { groupOf } from "../../lib/kubernetes/manifest.ts";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import type { Rendered } from "../../lib/build/rendered.ts";

interface Imported {
  readonly versions: Readonly<
    Record<
      string,
      { readonly served: boolean; readonly storage: boolean; readonly schema?: Schema }
    >
  >;
}

type Schema = Readonly<Record<string, unknown>>;

const anything = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

/** What is known of a kind by its definition. */
export type DefinedKind = Omit<ImportedDefinition, "bytes">;

/** The CustomResourceDefinition of a kind, as an API server takes it, from what imports/ keeps of it. */
export function definitionOf(definition: DefinedKind): Manifest {
  const { group, kind, plural, scope } = definition;
  const versions = Object.entries(versionsOf(definition));
  const isStored = versions.some(([, { storage }]) => storage);
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}`, annotations: approval(group) },
    spec: {
      group,
      scope,
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: versions.map(([name, { served, storage, schema }], i) => ({
        name,
        served,
        storage: isStored ? storage : i === 0,
        schema: { openAPIV3Schema: schema ? structural(schema) : anything },
        ...(!plainStatus.has(kind) && { subresources: { status: {} } }),
      })),
    },
  };
}

/** Of kinds that no component uses, imports/ has the names alone. */
function versionsOf({ group, kind, versions }: DefinedKind): Imported["versions"] {
  const file = new URL(`../../imports/crds/${group}/${kind}.json`, import.meta.url);
  if (existsSync(file)) return (JSON.parse(readFileSync(file, "utf8")) as Imported).versions;
  const shells = versions.map((name, i) => [name, { served: true, storage: i === 0 }]);
  return Object.fromEntries(shells) as Imported["versions"];
}

/** Argo CD writes the status of these together with the rest. */
const plainStatus = new Set(["Application", "AppProject"]);

/** The groups of Kubernetes itself are open to those only who say that they asked. */
function approval(group: string): Record<string, string> {
  return group.endsWith(".k8s.io") ? { "api-approved.kubernetes.io": "unapproved, a test" } : {};
}

/** What a CustomResourceDefinition says of its kind. */
export function definitionIn(object: Manifest): DefinedKind {
  const { group, scope, names, versions } = object["spec"] as {
    readonly group: string;
    readonly scope: DefinedKind["scope"];
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
  const served = versions.filter((version) => version.served).map(({ name }) => name);
  return { group, kind: names.kind, plural: names.plural, scope, versions: served };
}

/**
 * Of the kinds that a chart brings, those that the fleet has objects of, and the first, which stands for all of a chart
 * without pods. Argo CD reads the whole API of a cluster anew at each change of a definition: a hundred that nobody uses
 * would be minutes of nothing.
 */
export function usedDefinitions<Kind extends DefinedKind>(
  kinds: readonly Kind[],
  used: ReadonlySet<string>,
): readonly Kind[] {
  return kinds.filter(({ group, kind }, i) => i === 0 || used.has(`${group}/${kind}`));
}

/** `group/Kind` of every object that these components have. */
export function kindsOf(components: readonly Rendered[]): ReadonlySet<string> {
  const manifests = components.flatMap((component) => component.manifests);
  return new Set(manifests.map(({ apiVersion, kind }) => `${groupOf(apiVersion)}/${kind}`));
}

/** What the validator resolves by name, the API server knows by itself. */
function structural(schema: Schema): Schema {
  const properties: Record<string, unknown> = { ...propertiesOf(schema) };
  properties["metadata"] = { type: "object" };
  return withKeyDefaults({ ...schema, properties }) as Schema;
}

/** imports/ has no defaults; a field by which list items are told apart must have one unless it is required. */
function withKeyDefaults(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withKeyDefaults);
  if (typeof schema !== "object" || schema === null) return schema;
  const copied = Object.entries(schema).map(([key, value]) => [key, withKeyDefaults(value)]);
  const copy = Object.fromEntries(copied) as Record<string, unknown>;
  const keys = copy["x-kubernetes-list-map-keys"] as readonly string[] | undefined;
  const items = copy["items"] as Schema | undefined;
  if (!keys || !items) return copy;
  const properties: Record<string, unknown> = { ...propertiesOf(items) };
  const required = (items["required"] ?? []) as readonly string[];
  for (const key of keys.filter((name) => !required.includes(name))) {
    const standard = key === "protocol" ? "TCP" : "";
    properties[key] = { ...(properties[key] as Schema), default: standard };
  }
  return { ...copy, items: { ...items, properties } };
}

function propertiesOf(schema: Schema | undefined): Schema {
  return (schema?.["properties"] ?? {}) as Schema;
}
