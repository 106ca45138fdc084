import { identity } from "../../kubernetes/manifest.ts";
import type { Index } from "../../order/item.ts";

/** Every cluster has them. */
export const builtIn = ["default", "kube-system", "kube-public", "kube-node-lease"];

/** Whether an object of that namespace can be judged: nothing is found in one that is misspelt. */
export function isNamespace({ makers }: Index, namespace: string | undefined): boolean {
  if (!namespace || builtIn.includes(namespace)) return true;
  return makers.has(identity("", "Namespace", "", namespace));
}
