import { isMap } from "../outside/maps.ts";
import { shown } from "./schema/messages.ts";
import { formats } from "./schema/formats.ts";

/** A kind as a CustomResourceDefinition has it, once its names are those that the API server takes. */
export interface CustomResourceDefinition {
  readonly kind: string;
  readonly spec: {
    readonly group: string;
    readonly scope: "Namespaced" | "Cluster";
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly DefinedVersion[];
  };
}

export interface DefinedVersion {
  readonly name: string;
  readonly served?: boolean | null;
  readonly storage?: boolean | null;
  readonly schema?: { readonly openAPIV3Schema?: Readonly<Record<string, unknown>> };
}

const label = formats["dns-1035-label"]!;
const subdomain = formats["dns-subdomain"]!;

/** Whether the API server takes it for the name of a kind: as a DNS label once it is in lower case. */
export function isKindName(kind: unknown): kind is string {
  return isName(kind, (text) => label.test(text.toLowerCase()));
}

/** Whether it is the group of custom resources; the built-in groups without a dot are none. */
export function isCustomGroup(group: unknown): group is string {
  return isName(group, (text) => subdomain.test(text) && text.includes("."));
}

/** Whether it is `v1` or `<group>/<version>`. */
export function isApiVersion(apiVersion: unknown): apiVersion is string {
  return isName(apiVersion, (text) => {
    const parts = text.split("/");
    const version = parts.pop()!;
    return parts.length < 2 && label.test(version) && parts.every((group) => subdomain.test(group));
  });
}

function isName(value: unknown, test: (text: string) => boolean): value is string {
  return typeof value === "string" && value !== "" && test(value);
}

/**
 * What the API server would refuse in the names of a CustomResourceDefinition, by its own rules (apiextensions
 * validation.go): they name files and stand in code. Undefined where it is sound.
 */
export function faultOf(definition: unknown): string | undefined {
  const { spec } = (definition ?? {}) as { readonly spec?: unknown };
  if (!isMap(spec)) return "has no spec";
  const { group, scope, names, versions } = spec;
  if (!isCustomGroup(group)) return `has the group ${shown(group)}, no DNS subdomain with a dot`;
  if (scope !== "Namespaced" && scope !== "Cluster")
    return `has the scope ${shown(scope)}, neither Namespaced nor Cluster`;
  const { kind, plural } = isMap(names) ? names : {};
  if (!isKindName(kind)) return `has the kind ${shown(kind)}, no DNS label in whatever case`;
  if (!isName(plural, label.test)) return `has the plural ${shown(plural)}, no DNS label`;
  if (!Array.isArray(versions) || versions.length === 0) return "lists no versions";
  return faultOfVersions(versions);
}

function faultOfVersions(versions: readonly unknown[]): string | undefined {
  const seen = new Set<string>();
  for (const version of versions) {
    const { name, served, storage, schema = {} } = isMap(version) ? version : {};
    if (!isName(name, label.test)) return `has a version named ${shown(name)}, no DNS label`;
    if (seen.has(name)) return `has version ${name} twice`;
    seen.add(name);
    // In a template it may be computed.
    if (![served, storage].every((flag) => typeof (flag ?? false) === "boolean"))
      return `has a version ${name} that is served ${shown(served)} and stored ${shown(storage)}`;
    if (!isMap(schema) || !isMap(schema["openAPIV3Schema"] ?? {}))
      return `has a schema of version ${name} that is no map`;
  }
  return undefined;
}
