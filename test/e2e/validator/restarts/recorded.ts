import { identityOf } from "../../../../lib/kubernetes/manifest.ts";
import type { Manifest } from "../../../../lib/kubernetes/manifest.ts";
import { readObjects } from "../../../../lib/review/support/parse.ts";
import { partsOf, readParts } from "../../../../lib/review/support/tree.ts";
import type { Tree } from "../../../../lib/review/support/tree.ts";
import { cases } from "../../../scripts/review/cases.ts";
import type { Pair } from "../transitions/pairs.ts";
import { keepsPods } from "./judge.ts";

/** The workloads that the recorded changes of the review's own tests have on both sides. */
export function recordedPairs(): readonly Pair[] {
  return Object.entries(cases).flatMap(([what, { before, after }], i) => {
    const others = workloadsOf(after, before);
    return [...workloadsOf(before, after)].flatMap(([identity, object]): Pair[] => {
      const other = others.get(identity);
      if (!other || JSON.stringify(object) === JSON.stringify(other)) return [];
      const [one, two] = [object, other].map((own) => named(own, `-r${i}`));
      return [{ before: one!, after: two!, what }];
    });
  });
}

function workloadsOf(tree: Tree, other: Tree): ReadonlyMap<string, Manifest> {
  const parts = partsOf(tree, other).filter(({ shape }) => shape === "object");
  const found = [...readParts(tree, parts)].flatMap(([part, text]) => readObjects(part, text, []));
  return new Map(
    found
      .filter(({ manifest }) => keepsPods(manifest))
      .map(({ manifest }) => [identityOf(manifest), manifest]),
  );
}

function named(object: Manifest, suffix: string): Manifest {
  const { name, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, name: `${name}${suffix}`, namespace: "default" } };
}
