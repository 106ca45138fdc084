import type { Rendered } from "../build/rendered.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { groupOf } from "../kubernetes/manifest.ts";
import type { KindFacts, Product } from "../model/kind.ts";

const nothing: readonly KindFacts[] = [];

/** What the components of a cluster know of kinds: of their own, and of what their controllers read of others. */
export class KindTable {
  readonly #facts = new Map<string, KindFacts[]>();

  constructor(components: readonly Rendered[]) {
    const definitions = new Set(components.flatMap(({ placement }) => placement?.definition ?? []));
    for (const { kinds = {} } of definitions) {
      for (const [kind, facts] of Object.entries(kinds)) {
        const known = this.#facts.get(kind);
        if (known) known.push(facts);
        else this.#facts.set(kind, [facts]);
      }
    }
  }

  /** Empty for a kind that nobody knows. */
  of({ apiVersion, kind }: Manifest): readonly KindFacts[] {
    if (this.#facts.size === 0) return nothing;
    const group = groupOf(apiVersion);
    return this.#facts.get(`${group}/${kind}`) ?? this.#facts.get(`${group}/*`) ?? nothing;
  }

  /** What controllers make of an object. */
  productsOf(manifest: Manifest): readonly Product[] {
    const facts = this.of(manifest);
    return facts === nothing ? [] : facts.flatMap((one) => one.makes?.(manifest) ?? []);
  }
}
