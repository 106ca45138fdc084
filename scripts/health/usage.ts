import { plural } from "../../lib/problem.ts";
import { parseQuantity } from "../../lib/kubernetes/quantity.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import type { Live, Node } from "../kube/objects.ts";
import type { Finding, Section } from "./finding.ts";

/** What a node uses now, as metrics-server measures it. */
export interface NodeUsage extends Live {
  readonly usage: { readonly cpu: string; readonly memory: string };
}

/** Above this share of what a node has for pods, the next one may push another out (seed 002, lines 1138-1144). */
const highShare = 0.9;

/** Nodes have memory to spare. Without metrics-server nothing measures it, which is no fault. */
export function usageSection(
  nodes: readonly Node[],
  usages: readonly NodeUsage[] | undefined,
  kubectl: Kubectl,
): Section {
  const findings = (usages ?? []).flatMap(({ metadata, usage }): Finding[] => {
    const node = nodes.find((one) => one.metadata.name === metadata.name);
    const memory = node?.status?.allocatable?.memory;
    const share = memory ? parseQuantity(usage.memory) / parseQuantity(memory) : 0;
    if (share <= highShare) return [];
    const subject = `Node ${metadata.name}`;
    const message = `uses ${Math.round(share * 100)} % of its memory`;
    const next = kubectl.line("top", "pods", "--all-namespaces", "--sort-by=memory");
    return [{ level: "warning", subject, message, next }];
  });
  const looked = usages ? `${plural(usages.length, "node")} measured` : "nobody measures it";
  return { title: "memory", looked, findings };
}
