import type { ImportedDefinition } from "../../lib/kubernetes/chart.ts";
import { patternOf } from "../../lib/kubernetes/schema/patterns.ts";
import type { Schema } from "../../lib/kubernetes/schema/schema.ts";
import type { CustomResourceDefinition, DefinedVersion } from "../../lib/kubernetes/definition.ts";
import { constructText } from "./construct.ts";
import { Refusal } from "../tell/refusal.ts";
import { kindFiles } from "./known.ts";
import { byKey, compactJson, sortKeys, type Files } from "./output.ts";
import { hasRules, withoutPresets } from "./rules.ts";
import { structural } from "./structural.ts";

// Traefik's chart also carries the CRDs of the commercial Hub, which no fleet of this kind runs.
const excludedGroups = new Set(["hub.traefik.io"]);

/** The entry of a CRD in the catalogue of charts. */
export function summary(definition: CustomResourceDefinition): ImportedDefinition {
  const { group, names, scope, versions } = definition.spec;
  const served = versions.filter((version) => version.served).map((version) => version.name);
  return {
    group,
    kind: names.kind,
    plural: names.plural,
    scope,
    versions: served.toSorted(newestFirst),
    bytes: Buffer.byteLength(JSON.stringify(definition)),
  };
}

/** The schema and the construct of every kind; returns what could not be carried over. */
export function addDefinitions(
  definitions: readonly CustomResourceDefinition[],
  files: Files,
): string[] {
  const skipped: string[] = [];
  for (const { spec } of definitions) {
    if (excludedGroups.has(spec.group)) continue;
    const { group, scope, names } = spec;
    const { kind, plural } = names;
    const [path, construct] = kindFiles(group, kind);
    const versions = Object.fromEntries(
      spec.versions.map((version) => [version.name, versionEntry(version)]),
    );
    files.set(path, compactJson({ group, kind, plural, scope, versions }));
    const name = preferredVersion(spec.versions);
    const schema = sortKeys(versions[name ?? ""]?.schema ?? {}) as Schema;
    if (!name) {
      skipped.push(`${group}/${kind}: no version is served, so there is nothing to construct`);
      continue;
    }
    files.set(construct, constructText({ apiVersion: `${group}/${name}`, kind, schema }));
    const patterns = unknownPatterns(schema);
    skipped.push(
      ...patterns.map(
        (pattern) => `${group}/${kind}: JavaScript cannot check the pattern ${pattern}`,
      ),
    );
  }
  return skipped;
}

/** A chart may hold a kind in several versions or channels, of which its values choose one: here the first counts. */
export function withoutTwins(
  definitions: readonly CustomResourceDefinition[],
): CustomResourceDefinition[] {
  const seen = new Map<string, CustomResourceDefinition>();
  for (const definition of definitions) {
    const { group, names, scope } = definition.spec;
    const key = `${group}/${names.kind}`;
    const twin = seen.get(key)?.spec;
    if (!twin) seen.set(key, definition);
    else if (twin.scope !== scope || twin.names.plural !== names.plural)
      definedTwice(group, names.kind);
  }
  return [...seen.values()];
}

function definedTwice(group: string, kind: string): never {
  const message = `kind "${kind}" is defined twice in one chart, with another scope or plural; leave the chart out`;
  throw new Refusal([{ place: group, message }], "nothing is written");
}

interface VersionEntry {
  readonly storage: boolean;
  readonly served: boolean;
  readonly schema?: Schema;
}

function versionEntry({ storage: isStored, served, schema }: DefinedVersion): VersionEntry {
  const storage = isStored ?? false;
  // In a template it may be computed; then nothing is said for it.
  if (!served) return { storage, served: false };
  const { properties = {}, ...rest } = structural(schema?.openAPIV3Schema ?? {});
  const { status: _, ...fields } = properties;
  // The API server checks metadata by its own rules, whatever the CRD says of it.
  const metadata = fields["metadata"]?.properties ? { allOf: [fields["metadata"]] } : {};
  const common = { apiVersion: { type: "string" }, kind: { type: "string" } };
  const required = [...new Set([...(rest.required ?? []), "metadata"])].toSorted();
  const named = { ...metadata, $ref: "ObjectMeta.dns-subdomain" };
  const status = { "x-kubernetes-preserve-unknown-fields": true };
  const whole: Schema = {
    ...rest,
    type: "object",
    required,
    properties: { ...fields, ...common, metadata: named, status },
  };
  return { storage, served, schema: hasRules(whole) ? whole : withoutPresets(whole) };
}

/** What the cluster stores if it serves that, else the newest version it serves. */
function preferredVersion(versions: readonly DefinedVersion[]): string | undefined {
  const served = versions.filter((version) => version.served);
  const [newest] = served.toSorted((one, other) => newestFirst(one.name, other.name));
  return (served.find((version) => version.storage) ?? newest)?.name;
}

/** The order of Kubernetes: v2, v1, v2beta1, v1alpha1. */
export function newestFirst(one: string, other: string): number {
  const [a, b] = [rank(one), rank(other)];
  for (const index of [0, 1, 2]) {
    const difference = (b[index] ?? 0) - (a[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function rank(version: string): number[] {
  const [, major = "0", stage, minor = "0"] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  return [stage === undefined ? 2 : stage === "beta" ? 1 : 0, Number(major), Number(minor)];
}

function unknownPatterns(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema)
    .toSorted(byKey)
    .flatMap(([key, value]) => {
      if (key !== "pattern" || typeof value !== "string") return unknownPatterns(value);
      return patternOf(value) ? [] : [value];
    });
}
