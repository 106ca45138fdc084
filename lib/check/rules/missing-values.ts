import { isLeftToHelm } from "../../build/rendered.ts";
import { knownOf } from "../../kubernetes/known.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import { findLeaves } from "../../kubernetes/paths.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { problemAt } from "../support/rule.ts";

/** What a template makes of a value that is not there, or is none for a text. */
const missing = /(?<![\w-])(?:undefined|NaN)(?![\w-])/;
const object = /\[object [A-Z]\w*\]/;

/** No text is made of a value that nobody gave: without its types, an option that is left out goes into one unseen. */
export function* missingValues({ cluster, components, index }: ClusterPlan): Iterable<Problem> {
  for (const { manifest, component } of index.items) {
    if (knownOf(manifest)) continue;
    for (const message of missingIn(manifest))
      yield problemAt(cluster, component.name, `${titleOf(manifest)} ${message}`);
  }
  for (const component of components) {
    if (!component.release || !isLeftToHelm(component)) continue;
    for (const message of missingIn(component.release.values))
      yield problemAt(cluster, component.name, `value ${message}`);
  }
}

/** The same of one object or of the values of a chart. */
export function missingIn(root: object): readonly string[] {
  const look = (value: unknown): string | undefined => {
    if (typeof value !== "string") return undefined;
    // Between spaces the words are words, of prose or of a program.
    const word = /\s/.test(value) ? null : missing.exec(value);
    return (word ?? object.exec(value))?.[0];
  };
  return findLeaves(root, look).map(
    ({ path, found }) =>
      `${path} holds "${found}", made of a value that is missing; give the component that option`,
  );
}
