import { isDeepStrictEqual } from "node:util";
import { identityOf } from "../manifest.ts";
import type { Manifest } from "../manifest.ts";
import { keysOf, valueAt } from "../paths.ts";
import { prepare, type Node } from "../schema/node.ts";
import type { Classes } from "./claims.ts";
import { sizeChanges } from "./claims.ts";
import { immutableFields, withoutMutable } from "./immutable.ts";
import { addressChange, lostVersions } from "./kinds.ts";
import { kept, leftovers } from "./left.ts";
import { ruleChanges } from "./rules.ts";
import { same } from "./same.ts";
import { isKnownKind, updateOf, type Update } from "./update.ts";

/**
 * What comes of a change that the API server refuses, or takes without doing it, though each side by itself is right:
 * `<what it changes>, <why that fails>; <what to do>`. None for two objects.
 */
export function refusedChanges(before: Manifest, after: Manifest, classes?: Classes): string[] {
  if (identityOf(before) !== identityOf(after)) return [];
  const byRules = ruleChanges(before, after).map((found) => `${found}; ${anew}`);
  // Of other kinds the server fills in nothing, and rules alone say what nobody may change.
  if (!isKnownKind(after) && before["immutable"] !== true) return byRules;
  const update = updateOf(before, after, classes);
  const { old, own } = update;
  const refused = [
    ...unchangeable(update),
    ...byRules,
    ...sizeChanges(old, own, classes),
    ...lostVersions(update),
  ];
  const address = addressChange(update);
  // Most changes end as a new object would: nothing is left of what was.
  if (isDeepStrictEqual(own, update.fresh)) return [...refused, ...address];
  const left = [...address, ...leftovers(update)];
  return [...refused, ...(left.length > 0 ? left : kept(update))];
}

const anew =
  'give it another name, or have it made anew with the annotation "argocd.argoproj.io/sync-options: Force=true,Replace=true"';

/** What is lost when it is made anew. */
const precious = new Set(["CustomResourceDefinition", "PersistentVolume", "PersistentVolumeClaim"]);

function unchangeable({ old, own, node }: Update): string[] {
  const [was, is] = [old, own].map((object) => withoutMutable(object, old));
  const todo = precious.has(own.kind)
    ? "give it another name, since whatever it holds goes with the old one"
    : anew;
  return immutableFields(old, own).flatMap((path) => {
    const keys = keysOf(path);
    const [a, b] = [valueAt(was, keys), valueAt(is, keys)];
    if (same(nodeAt(node, keys), a, b, String(keys.at(-1)))) return [];
    return [`changes ${path}, which the API server lets nobody change; ${todo}`];
  });
}

function nodeAt(root: Node | undefined, keys: readonly (string | number)[]): Node | undefined {
  return keys.reduce<Node | undefined>((node, key) => {
    if (node && !node.ready) prepare(node);
    return typeof key === "number" ? node?.items : (node?.properties?.get(key) ?? node?.additional);
  }, root);
}
