import type { Ssh } from "../run/ssh.ts";
import type { Step } from "../run/step.ts";
import { k3sSteps, runsId } from "./k3s-steps.ts";
import { describedStep } from "./node-object.ts";
import { prepareSteps } from "./prepare-steps.ts";
import type { Target } from "./target.ts";
import { isServer } from "./target.ts";

/** One machine, from a fresh system to a node. */
export function joinSteps(ssh: Ssh, target: Target, isFirst: boolean): Step[] {
  return [
    ...prepareSteps(ssh, target),
    ...k3sSteps(ssh, target, isFirst),
    describedStep(ssh, target),
  ];
}

/** All machines of a cluster: `first` makes it, the other servers join one after the other, workers all at once. */
export function clusterSteps(ssh: Ssh, targets: readonly Target[], first: Target): Step[] {
  const servers = [first, ...targets.filter((one) => isServer(one) && one !== first)];
  const workers = targets.filter((one) => !isServer(one));
  const steps = servers.flatMap((server, i) => [
    ...prepareSteps(ssh, server),
    ...k3sSteps(ssh, server, server === first, i === 0 ? [] : [runsId(servers[i - 1]!)]),
    describedStep(ssh, server),
  ]);
  return [
    ...steps,
    ...workers.flatMap((worker) => [
      ...prepareSteps(ssh, worker),
      ...k3sSteps(ssh, worker, false, [runsId(first)]),
      describedStep(ssh, worker),
    ]),
  ];
}
