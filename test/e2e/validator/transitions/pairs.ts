import type { Manifest } from "../../../../lib/kubernetes/manifest.ts";
import { groupOf } from "../../../../lib/kubernetes/manifest.ts";
import { keysOf, valueAt } from "../../../../lib/kubernetes/paths.ts";
import { pick } from "../../../lib/support/random.ts";
import { mutationsOf } from "../mutations.ts";
import { put } from "../put.ts";
import { alternatives } from "./alternatives.ts";

/** One object before and after a change; which is more than one only where fields depend on each other. */
export interface Pair {
  readonly before: Manifest;
  readonly after: Manifest;
  /** What differs, for people. */
  readonly what: string;
}

/** Pairs without end, the same ones for the same random numbers: kinds weigh the same. */
export function* pairsOf(bases: readonly Manifest[], random: () => number): Generator<Pair> {
  const kinds = Map.groupBy(bases, ({ apiVersion, kind }) => `${groupOf(apiVersion)}/${kind}`);
  const known = [...kinds.keys()].filter((kind) => alternatives[kind]);
  const names = [...kinds.keys()];
  for (let i = 0; ; i++) {
    // Every fourth is changed anywhere, the others where it matters.
    const isAnywhere = i % 4 === 3;
    const kind = pick(random, isAnywhere ? names : known);
    const base = pick(random, kinds.get(kind)!);
    const pair = isAnywhere ? mutated(base, random) : changed(base, kind, random);
    yield named(pair, i);
  }
}

/** By which the server knows an object, and counts its changes. */
const isOwn = /^metadata\.(?!labels|annotations)/;

function mutated(base: Manifest, random: () => number): Pair {
  const mutations = mutationsOf(base).filter(({ path }) => !isOwn.test(path));
  const mutation = pick(random, mutations);
  return { before: base, after: mutation.make(), what: `${mutation.path} ${mutation.what}` };
}

function changed(base: Manifest, kind: string, random: () => number): Pair {
  const fields = alternatives[kind]!;
  const paths = Object.keys(fields);
  const before = structuredClone(base);
  for (const path of some(random, paths)) put(before, keysOf(path), pick(random, fields[path]!));
  const after = structuredClone(before);
  const chosen = some(random, paths);
  for (const path of chosen) put(after, keysOf(path), pick(random, fields[path]!));
  const shown = (object: Manifest): string =>
    chosen.map((path) => `${path}=${JSON.stringify(valueAt(object, keysOf(path)))}`).join(", ");
  return { before, after, what: `${shown(before)} -> ${shown(after)}` };
}

/** One to three: the more there are, the less often the object is right. */
function some(random: () => number, paths: readonly string[]): string[] {
  return Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(random, paths));
}

/** A name of its own, since what is deleted may take its time; some kinds are named after what they are. */
function named({ what, ...pair }: Pair, i: number): Pair {
  const [before, after] = [pair.before, pair.after].map((object) => {
    const copy = structuredClone(object) as {
      metadata: { name: string; annotations?: Record<string, string> };
      spec?: Named;
    };
    const spec = copy.spec;
    // The class of who asks for none would change meanwhile.
    if (object.kind === "StorageClass") delete copy.metadata.annotations?.[usualClass];
    if (object.kind === "CustomResourceDefinition" && spec?.names) {
      spec.group = `t${i}.example`;
      copy.metadata.name = `${spec.names.plural}.${spec.group}`;
    } else if (object.kind === "APIService" && spec?.group) {
      spec.group = `t${i}.example`;
      copy.metadata.name = `${spec.version}.${spec.group}`;
    } else copy.metadata.name = `${object.metadata.name.slice(0, 40)}-t${i}`;
    return copy as unknown as Manifest;
  });
  return { before: before!, after: after!, what };
}

const usualClass = "storageclass.kubernetes.io/is-default-class";

interface Named {
  group?: string;
  readonly version?: string;
  readonly names?: { readonly plural: string };
}
