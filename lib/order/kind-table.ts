import type { Rendered } from "../build/rendered.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { groupOf } from "../kubernetes/manifest.ts";
import type { AnyDefinition } from "../model/definition.ts";
import type { KindFacts, Product } from "../model/kind.ts";

const nothing: readonly KindFacts[] = [];

let last: KindTable | undefined;

/** The same table for a cluster of the same components as the one before: a fleet has many of those. */
export function kindTableOf(components: readonly Rendered[]): KindTable {
  const wanted = [...new Set(components.flatMap(({ placement }) => placement?.definition ?? []))];
  if (!last?.isOf(wanted)) last = new KindTable(wanted);
  return last;
}

/** What the components of a cluster know of kinds: of their own, and of what their controllers read of others. */
export class KindTable {
  readonly #facts = new Map<string, KindFacts[]>();
  /** By apiVersion and kind: it is asked for each object several times. */
  readonly #known = new Map<string, Map<string, readonly KindFacts[]>>();

  readonly #definitions: readonly AnyDefinition[];

  constructor(definitions: readonly AnyDefinition[]) {
    this.#definitions = definitions;
    for (const { kinds = {} } of definitions) {
      for (const [kind, facts] of Object.entries(kinds)) {
        const known = this.#facts.get(kind);
        if (known) known.push(facts);
        else this.#facts.set(kind, [facts]);
      }
    }
  }

  /** In the same order, too: that of the facts depends on it. */
  isOf(definitions: readonly AnyDefinition[]): boolean {
    const own = this.#definitions;
    return own.length === definitions.length && own.every((one, i) => one === definitions[i]);
  }

  /** Empty for a kind that nobody knows. */
  of({ apiVersion, kind }: Manifest): readonly KindFacts[] {
    let known = this.#known.get(apiVersion);
    if (!known) this.#known.set(apiVersion, (known = new Map()));
    let facts = known.get(kind);
    if (!facts) known.set(kind, (facts = this.#find(groupOf(apiVersion), kind)));
    return facts;
  }

  #find(group: string, kind: string): readonly KindFacts[] {
    return this.#facts.get(`${group}/${kind}`) ?? this.#facts.get(`${group}/*`) ?? nothing;
  }

  /** What controllers make of an object. */
  productsOf(manifest: Manifest): readonly Product[] {
    const facts = this.of(manifest);
    return facts === nothing ? [] : facts.flatMap((one) => one.makes?.(manifest) ?? []);
  }
}
