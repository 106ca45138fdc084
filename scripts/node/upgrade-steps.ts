import { minor } from "semver";
import { lookWith } from "../ssh/machine.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { Step } from "../run/step.ts";
import { idOf } from "../run/step.ts";
import { cordonStep, drainStep } from "./drain-steps.ts";
import { k3sSteps } from "./k3s-steps.ts";
import { isFirstServer } from "./members.ts";
import {
  describedStep,
  findNode,
  isReadyNode,
  isServerNode,
  readNodes,
  visibleNodes,
} from "./node-object.ts";
import type { Target } from "./target.ts";
import { isServer } from "./target.ts";
import { runningOf } from "./version.ts";

/** One node after the other, servers first: each is Ready with the new version before the next begins. */
export async function upgradeSteps(ssh: Ssh, targets: readonly Target[]): Promise<Step[]> {
  const ordered = targets.toSorted((a, b) => +isServer(b) - +isServer(a));
  const all: Step[] = [];
  for (const target of ordered) {
    const isFirst = await isFirstServer(ssh, target);
    const steps = [
      ...(isServer(target) ? [othersStep(ssh, target)] : []),
      ...emptySteps(ssh, target),
      ...k3sSteps(ssh, target, isFirst),
      readyStep(ssh, target),
      describedStep(ssh, target),
    ];
    const previous = all.at(-1);
    const after = [...(steps[0]!.after ?? []), ...(previous ? [idOf(previous)] : [])];
    all.push({ ...steps[0]!, after }, ...steps.slice(1));
  }
  return all;
}

/**
 * Pods move away before the kubelet becomes another minor, as Kubernetes asks for (version skew policy). Otherwise they
 * go on while k3s starts again, and where there is no other node there is no place for them.
 */
export function emptySteps(ssh: Ssh, target: Target): Step[] {
  const { version } = target.cluster.kubernetes;
  const isNeeded = async (): Promise<boolean> => {
    const running = runningOf(await visibleNodes(ssh, target));
    const own = running.find(({ name }) => name === target.node.name);
    return own !== undefined && running.length > 1 && minor(own.version) !== minor(version);
  };
  return [cordonStep(ssh, target), drainStep(ssh, target)].map((step) => ({
    ...step,
    isDone: async () => !(await isNeeded()) || step.isDone(),
  }));
}

/** etcd goes on without one server, and not without two. */
function othersStep(ssh: Ssh, target: Target): Step {
  const silent = async (): Promise<string[]> => {
    const nodes = await readNodes(ssh, target);
    const others = nodes.filter(({ metadata }) => metadata.name !== target.node.name);
    return others
      .filter((node) => isServerNode(node) && !isReadyNode(node))
      .map(({ metadata }) => metadata.name);
  };
  return {
    name: "the other servers are Ready",
    host: target.machine.name,
    isDone: async () => (await silent()).length === 0,
    actions: () => [],
    waitSeconds: 180,
    why: async () => `not Ready: ${(await silent()).join(", ")}`,
    look: lookWith(target.machine, "k3s kubectl get nodes"),
  };
}

function readyStep(ssh: Ssh, target: Target): Step {
  const { version } = target.cluster.kubernetes;
  return {
    name: `is Ready with k3s ${version}`,
    host: target.machine.name,
    async isDone() {
      const node = await findNode(ssh, target);
      return node?.status?.nodeInfo?.kubeletVersion === version && isReadyNode(node);
    },
    actions: () => [],
    waitSeconds: 300,
    async why() {
      const node = await findNode(ssh, target);
      if (!node) return "it is no node of the cluster";
      const { kubeletVersion = "no version" } = node.status?.nodeInfo ?? {};
      return `${isReadyNode(node) ? "Ready" : "not Ready"}, with ${kubeletVersion}`;
    },
    look: lookWith(target.machine, `k3s kubectl describe node ${target.node.name}`),
  };
}
