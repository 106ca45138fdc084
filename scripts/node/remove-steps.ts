import { longhornNamespace } from "../kube/longhorn.ts";
import { succeeds } from "../ssh/look.ts";
import { lookWith } from "../ssh/machine.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { Step } from "../run/step.ts";
import { configFile } from "./k3s-config.ts";
import { tokenHolder } from "./members.ts";
import { cordonStep, drainStep } from "./drain-steps.ts";
import { homelessOn, readCopies, storageNodes, volumesOn } from "./copies.ts";
import { findNode, kubectlOn } from "./node-object.ts";
import type { Target } from "./target.ts";
import { isServer } from "./target.ts";
import { k3sUnit } from "./unit.ts";

export interface RemoveOptions {
  /** The machine does not exist any more, or is off for good: nothing is done on it. */
  readonly isGone: boolean;
}

/** Takes a node out of its cluster. Its copies of volumes move first; nothing of the machine itself is deleted. */
export function removeSteps(ssh: Ssh, target: Target, { isGone }: RemoveOptions): Step[] {
  const { name } = target.node;
  const find = () => findNode(ssh, target);
  const kubectl = async (...args: string[]) => [kubectlOn(await tokenHolder(ssh, target), ...args)];
  const look = `npm run health -- ${target.cluster.name}`;
  const as = { host: name, look };
  const cordon = cordonStep(ssh, target);
  const remove: Step = {
    ...as,
    name: "is no node of the cluster",
    isDone: async () => (await find()) === undefined,
    // k3s takes a server out of etcd when its node goes.
    actions: () => kubectl("delete", "node", name, "--wait=false", "--ignore-not-found"),
    waitSeconds: 120,
  };
  if (isGone) return [cordon, remove];
  const steps = [
    cordon,
    replicaStep(ssh, target),
    drainStep(ssh, target),
    offStep(ssh, target),
    remove,
  ];
  return isServer(target) ? [...steps, databaseStep(ssh, target)] : steps;
}

/** With the database of a member that was removed etcd does not start; k3s itself sets such a one aside, too. */
function databaseStep(ssh: Ssh, { machine }: Target): Step {
  const database = "/var/lib/rancher/k3s/server/db/etcd";
  return {
    name: "has set its copy of etcd aside",
    host: machine.name,
    isDone: async () => !(await succeeds(ssh, machine, "test", "-e", database)),
    actions: () => [
      {
        on: machine,
        argv: ["mv", "--no-target-directory", "--backup=numbered", database, `${database}-removed`],
      },
    ],
    look: lookWith(machine, `ls ${database}`),
  };
}

function replicaStep(ssh: Ssh, target: Target): Step {
  const { name } = target.node;
  const volumes = async (): Promise<string[]> => volumesOn(await readCopies(ssh, target), name);
  const eviction = JSON.stringify({ spec: { allowScheduling: false, evictionRequested: true } });
  return {
    name: "holds no copy of a volume",
    host: name,
    isDone: async () => (await volumes()).length === 0,
    actions: async () => [
      kubectlOn(
        await tokenHolder(ssh, target),
        "patch",
        storageNodes,
        name,
        `--namespace=${longhornNamespace}`,
        "--type=merge",
        `--patch=${eviction}`,
      ),
    ],
    // Copies of hundreds of gigabytes go over the network.
    waitSeconds: 4 * 3600,
    async why() {
      const copies = await readCopies(ssh, target);
      const homeless = homelessOn(copies, name);
      const more = homeless.length > 0 ? `; no other node can take ${homeless.join(", ")}` : "";
      return `still there: ${volumesOn(copies, name).join(", ")}${more}`;
    },
    look: lookWith(
      target.machine,
      `k3s kubectl -n ${longhornNamespace} describe ${storageNodes} ${name}`,
    ),
  };
}

/** Off, and without what it would join with at the next start. */
function offStep(ssh: Ssh, target: Target): Step {
  const { machine } = target;
  const { name } = k3sUnit(isServer(target));
  return {
    name: "k3s is off",
    host: machine.name,
    isDone: async () =>
      !(await succeeds(ssh, machine, "systemctl", "is-active", "--quiet", name)) &&
      !(await succeeds(ssh, machine, "test", "-e", configFile)),
    actions: () => [
      { on: machine, argv: ["systemctl", "disable", "--now", name], timeoutSeconds: 120 },
      { on: machine, argv: ["rm", "-rf", "/etc/rancher/k3s"] },
    ],
    look: lookWith(machine, `systemctl status ${name}`),
  };
}
