import { lookWith } from "../ssh/machine.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { Step } from "../run/step.ts";
import { tokenHolder } from "./members.ts";
import type { NodeObject } from "./node-object.ts";
import { findNode, kubectlOn, readItems } from "./node-object.ts";
import type { Target } from "./target.ts";

export function cordonStep(ssh: Ssh, target: Target): Step {
  const { name } = target.node;
  return {
    name: "takes no new pods",
    host: name,
    isDone: async () => isClosed(await findNode(ssh, target)),
    actions: async () => [kubectlOn(await tokenHolder(ssh, target), "cordon", name)],
    look: `npm run health -- ${target.cluster.name}`,
  };
}

/** Nothing new comes to a node that is cordoned, or not there; the field is absent from all others. */
export function isClosed(node: Pick<NodeObject, "spec"> | undefined): boolean {
  return node === undefined || node.spec.unschedulable === true;
}

export function drainStep(ssh: Ssh, target: Target): Step {
  const { name } = target.node;
  const busy = async (): Promise<string[]> => {
    const server = await tokenHolder(ssh, target);
    const pods = await readItems<Pod>(ssh, server, "pods");
    return pods
      .filter((pod) => pod.spec.nodeName === name && isEvictable(pod))
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  };
  return {
    name: "runs no pods but those of each node",
    host: name,
    isDone: async () => (await findNode(ssh, target)) === undefined || (await busy()).length === 0,
    async actions() {
      const server = await tokenHolder(ssh, target);
      const drain = ["drain", name, "--ignore-daemonsets", "--delete-emptydir-data"];
      return [{ ...kubectlOn(server, ...drain, "--timeout=600s"), timeoutSeconds: 660 }];
    },
    waitSeconds: 60,
    why: async () => `there are ${(await busy()).join(", ")}`,
    look: lookWith(
      target.machine,
      `k3s kubectl get pods -A --field-selector spec.nodeName=${name}`,
    ),
  };
}

/** A pod as far as drain is concerned. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string }[];
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly tolerations?: readonly { readonly key?: string; readonly operator?: string }[];
  };
  readonly status?: { readonly phase?: string };
}

/**
 * What drain moves for good: neither pods of a DaemonSet, nor those that the kubelet makes of files, nor what has ended,
 * nor what tolerates the cordon, such as the operator of a network, which comes back at once.
 */
export function isEvictable({ metadata, spec, status }: Pod): boolean {
  const { annotations = {}, ownerReferences = [] } = metadata;
  if (ownerReferences.some(({ kind }) => kind === "DaemonSet" || kind === "Node")) return false;
  if (annotations["kubernetes.io/config.mirror"] !== undefined) return false;
  const isBack = (spec.tolerations ?? []).some(
    ({ key, operator }) =>
      key === "node.kubernetes.io/unschedulable" || (key === undefined && operator === "Exists"),
  );
  return !isBack && status?.phase !== "Succeeded" && status?.phase !== "Failed";
}
