import type { Ssh } from "../ssh/ssh.ts";
import type { Step } from "../run/step.ts";
import { k3sSteps, runsId } from "./k3s-steps.ts";
import { describedStep } from "./node-object.ts";
import { prepareSteps } from "./prepare-steps.ts";
import type { Target } from "./target.ts";
import { isServer } from "./target.ts";
import { emptySteps } from "./upgrade-steps.ts";

/** One machine, from a fresh system to a node; one that is a node becomes what the data says now. */
export function joinSteps(ssh: Ssh, target: Target, isFirst: boolean): Step[] {
  return [
    ...prepareSteps(ssh, target),
    ...emptySteps(ssh, target),
    ...k3sSteps(ssh, target, isFirst),
    describedStep(ssh, target),
  ];
}

/**
 * All machines of a cluster: `maker` makes it, the other servers join one after the other, then workers all at once.
 * Without a maker the cluster is there, and each of them joins it.
 */
export function clusterSteps(
  ssh: Ssh,
  targets: readonly Target[],
  maker: Target | undefined,
): Step[] {
  const isMaker = ({ node }: Target): boolean => node.name === maker?.node.name;
  const servers = targets.filter(isServer).toSorted((a, b) => +isMaker(b) - +isMaker(a));
  const after = (i: number): string[] => (i === 0 ? [] : [runsId(servers[i - 1]!)]);
  const steps = (target: Target, ids: readonly string[]): Step[] => [
    ...prepareSteps(ssh, target),
    ...k3sSteps(ssh, target, isMaker(target), ids),
    describedStep(ssh, target),
  ];
  const workers = targets.filter((target) => !isServer(target));
  return [
    ...servers.flatMap((server, i) => steps(server, after(i))),
    ...workers.flatMap((worker) => steps(worker, [runsId(servers[0]!)])),
  ];
}
