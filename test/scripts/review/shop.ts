import type { Tree } from "../../../lib/review/support/tree.ts";
import type { Cluster, Part } from "./trees.ts";
import { treeOf } from "./trees.ts";

/** A change of cluster "home", of which Application "shop" has these objects before and after. */
export function shop(
  before: readonly object[],
  after: readonly object[],
  facts: { readonly before?: Cluster["facts"]; readonly after?: Cluster["facts"] } = {},
): { readonly before: Tree; readonly after: Tree } {
  return home({ shop: { objects: before } }, { shop: { objects: after } }, facts);
}

/** The same of any Applications. */
export function home(
  before: Readonly<Record<string, Part>>,
  after: Readonly<Record<string, Part>>,
  facts: { readonly before?: Cluster["facts"]; readonly after?: Cluster["facts"] } = {},
): { readonly before: Tree; readonly after: Tree } {
  return {
    before: treeOf({ home: { parts: before, facts: facts.before } }),
    after: treeOf({ home: { parts: after, facts: facts.after } }),
  };
}
