import type { Manifest } from "../manifest.ts";
import { prepare, type Node } from "../schema/node.ts";
import { same } from "./same.ts";
import { updateOf } from "./update.ts";

interface Spec {
  readonly paused?: boolean;
  readonly template?: unknown;
}

/** Whether a workload has other pods once it is applied over what is there: a Deployment that is paused waits with them. */
export function isOfOtherPods(before: Manifest, after: Manifest): boolean {
  const { old, own, node } = updateOf(before, after);
  const [was, is] = [old, own].map(({ spec }) => (spec ?? {}) as Spec) as [Spec, Spec];
  if (is.paused === true) return false;
  return !same(below(below(node, "spec"), "template"), was.template, is.template);
}

function below(node: Node | undefined, key: string): Node | undefined {
  if (node && !node.ready) prepare(node);
  return node?.properties?.get(key);
}
