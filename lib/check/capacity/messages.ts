import { listed } from "../support/rule.ts";
import { resources, shownPair, worded } from "./amount.ts";
import type { Bin, Pods, Proof } from "./packing.ts";

/** What was found, in words that stand behind those for a state of the cluster; `all` are its nodes in that state. */
export function proofText(proof: Proof, all: readonly Bin[], nodes = "the nodes"): string {
  switch (proof.kind) {
    case "large":
      return `a pod of ${proof.pods.what} requests ${largeText(proof, all)}`;
    case "sum": {
      const { resource, bins, wanted, has } = proof;
      const who = bins.length < all.length ? `pods that run on ${names(bins)} only` : "pods";
      const where = bins.length < all.length ? "these have" : `${nodes} have`;
      const [asks, gives] = shownPair(resource, wanted, has);
      return `${who} request ${asks}, but ${where} ${gives} to give`;
    }
    case "few": {
      const { pods, resource, bins, wanted, has } = proof;
      const where = bins.length < all.length ? names(bins) : nodes;
      return `${wanted} pods request ${worded(resource, pods.size[resource])} or more each, as of ${pods.what}, but ${where} can hold ${has} such`;
    }
    case "apart": {
      const { pods, has } = proof;
      return `${pods.what} wants ${pods.count} nodes, one for each pod, but ${has === 1 ? "1 has" : `${has} have`} room for one`;
    }
    default:
      return `pods do not fit on ${nodes}, in whatever way they are placed`;
  }
}

function largeText({ pods, resource, most }: Proof & { kind: "large" }, all: readonly Bin[]) {
  const where = pods.on.size < all.length ? "no node that it may run on" : "no node";
  if (resource === undefined) return `${asked(pods)}, but ${where} has both left`;
  const [asks, gives] = shownPair(resource, pods.size[resource], most);
  return `${asks}, but ${where} has more than ${gives} to give`;
}

function asked({ size }: Pods): string {
  const some = resources.filter((one) => size[one] > 0 && one !== "pods" && one !== "addresses");
  return listed(some.map((one) => worded(one, size[one])));
}

function names(bins: readonly Bin[]): string {
  return listed(bins.map(({ name }) => name));
}
