import type { Manifest } from "../../kubernetes/manifest.ts";
import type { KindFacts, Naming } from "../../model/kind.ts";
import type { Reference } from "./reference.ts";

/** A name, or a record that holds one. */
interface Named {
  readonly name?: string;
  readonly secretName?: string;
  readonly serviceName?: string;
  readonly namespace?: string;
  /** Of the kind beside it; empty for a core kind. */
  readonly group?: string;
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
  const name = named.name ?? named.secretName ?? named.serviceName;
  if (!name) return undefined;
  if (typeof to === "string") {
    // A kind beside the name that is another's, as a TraefikService: its own facts tell of it.
    if ((named.kind ?? to) !== to || (named.group ?? "") !== "") return undefined;
    const key = to === "Service" ? named.port : named.key;
    const at = named.namespace ?? namespace;
    return { group: "", kind: to, namespace: at, name, key, optional: named.optional };
  }
  const kind = named.kind ?? to.kind;
  const group = typeof named.group === "string" ? named.group : to.group;
  if (kind === "") return undefined;
  if (group === "" && kind === "Service")
    return readNaming({ path: "", to: "Service" }, { ...named, group }, namespace);
  // A kind called Cluster is of something else than the cluster.
  const isClusterScoped = !to.namespaced || /^Cluster[A-Z]/.test(kind);
  const at = isClusterScoped ? "" : (named.namespace ?? namespace);
  return { group, kind, namespace: at, name };
}

/** `spec`, `pools[]`, `*Ref` and `annotations["a.b/c"]` of `spec.pools[].*Ref.annotations["a.b/c"]`. */
const steps = /([^.[\]"]+)((?:\[\])*)|\["([^"]+)"\]/g;

interface Step {
  readonly plain: string | undefined;
  readonly lists: string;
  readonly quoted: string | undefined;
}

/** Of the few hundred paths that components know. */
const taken = new Map<string, readonly Step[]>();

function stepsOf(path: string): readonly Step[] {
  const known = taken.get(path);
  if (known) return known;
  const found = [...path.matchAll(steps)].map(([, plain, lists = "", quoted]) => {
    return { plain, lists, quoted };
  });
  taken.set(path, found);
  return found;
}

type At = readonly [field: string, value: unknown];

/** Every value that a path leads to, with the path of each. */
function valuesAt(root: unknown, path: string): readonly At[] {
  let found: readonly At[] = [["", root]];
  for (const { plain, lists, quoted } of stepsOf(path)) {
    if (found.length === 0) break;
    found = found.flatMap(([field, value]) =>
      fieldsOf(value, plain, quoted).flatMap(([key, next]): readonly At[] => {
        if (next === undefined || next === null) return [];
        const at = quoted === undefined ? (field ? `${field}.${key}` : key) : `${field}["${key}"]`;
        if (lists === "") return [[at, next]];
        return Array.isArray(next)
          ? next.flatMap((item, i): At[] =>
              item === undefined || item === null ? [] : [[`${at}[${i}]`, item]],
            )
          : [];
      }),
    );
  }
  return found;
}

/** The field of that name, or those that end as `*Ref` says. */
function fieldsOf(value: unknown, plain: string | undefined, quoted: string | undefined): At[] {
  const fields = value as Readonly<Record<string, unknown>>;
  const key = quoted ?? plain!;
  if (quoted !== undefined || !key.startsWith("*")) return [[key, fields[key]]];
  return typeof value === "object"
    ? Object.entries(fields).filter(([name]) => name.endsWith(key.slice(1)))
    : [];
}
