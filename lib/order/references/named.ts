import type { Manifest } from "../../kubernetes/manifest.ts";
import type { KindFacts, Naming } from "../../model/kind.ts";
import type { Reference } from "./reference.ts";

/** A name, or a record that holds one. */
interface Named {
  readonly name?: string;
  readonly secretName?: string;
  readonly namespace?: string;
  readonly kind?: string;
  readonly key?: string | number;
  readonly port?: string | number;
  readonly optional?: boolean;
}

/** What an object names by the facts of its kind. `home` is the namespace that a cluster-scoped kind looks in. */
export function namedReferences(
  manifest: Manifest,
  facts: readonly KindFacts[],
  home: string,
): Reference[] {
  const namespace = manifest.metadata.namespace ?? home;
  return facts.flatMap(({ names = [] }) =>
    names.flatMap((naming) =>
      valuesAt(manifest, naming.path).flatMap(([field, value]) => {
        const named: Named = typeof value === "string" ? { name: value } : (value as Named);
        const reference = readNaming(naming, named, namespace);
        return reference ? [{ ...reference, field }] : [];
      }),
    ),
  );
}

function readNaming(
  { to }: Naming,
  named: Named,
  namespace: string,
): Omit<Reference, "field"> | undefined {
  const name = named.name ?? named.secretName;
  if (!name) return undefined;
  if (typeof to === "string") {
    const key = to === "Service" ? named.port : named.key;
    const at = named.namespace ?? namespace;
    return { group: "", kind: to, namespace: at, name, key, optional: named.optional };
  }
  const kind = named.kind ?? to.kind;
  const isClusterScoped = !to.namespaced || kind.startsWith("Cluster");
  const at = isClusterScoped ? "" : (named.namespace ?? namespace);
  return { group: to.group, kind, namespace: at, name };
}

/** `spec`, `pools[]` and `annotations["a.b/c"]` of `spec.pools[].annotations["a.b/c"]`. */
const steps = /([^.[\]"]+)((?:\[\])*)|\["([^"]+)"\]/g;

/** Every value that a path leads to, with the path of each. */
function valuesAt(root: unknown, path: string): [string, unknown][] {
  let found: [string, unknown][] = [["", root]];
  for (const [, plain, lists = "", quoted] of path.matchAll(steps)) {
    const key = quoted ?? plain!;
    found = found.flatMap(([field, value]): [string, unknown][] => {
      const next = (value as Record<string, unknown>)[key];
      if (next === undefined || next === null) return [];
      const at = quoted === undefined ? (field ? `${field}.${key}` : key) : `${field}["${key}"]`;
      if (lists === "") return [[at, next]];
      return Array.isArray(next)
        ? next.flatMap((item, i): [string, unknown][] =>
            item === undefined || item === null ? [] : [[`${at}[${i}]`, item]],
          )
        : [];
    });
  }
  return found;
}
