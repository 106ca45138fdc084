import { succeeds } from "../run/look.ts";
import { lookWith } from "../run/machine.ts";
import type { Ssh } from "../run/ssh.ts";
import type { Step } from "../run/step.ts";
import { configFile } from "./k3s-config.ts";
import { tokenHolder } from "./members.ts";
import type { NodeObject } from "./node-object.ts";
import { kubectlOn, readItems } from "./node-object.ts";
import type { Target } from "./target.ts";
import { isServer } from "./target.ts";
import { k3sUnit } from "./unit.ts";

/** Fields that tell where the copies of volumes are (Longhorn's custom resources). */
interface Replica {
  readonly spec: { readonly nodeID?: string; readonly volumeName: string };
}
const storageNodes = "nodes.longhorn.io";
const storageNamespace = "longhorn-system";

export interface RemoveOptions {
  /** The machine does not exist any more, or is off for good: nothing is done on it. */
  readonly isGone: boolean;
}

/** Takes a node out of its cluster. Its copies of volumes move first; nothing of the machine itself is deleted. */
export function removeSteps(ssh: Ssh, target: Target, { isGone }: RemoveOptions): Step[] {
  const { name } = target.node;
  const find = async (): Promise<NodeObject | undefined> => {
    const nodes = await readItems<NodeObject>(ssh, await tokenHolder(ssh, target), "nodes");
    return nodes.find(({ metadata }) => metadata.name === name);
  };
  const kubectl = async (...args: string[]) => [kubectlOn(await tokenHolder(ssh, target), ...args)];
  const look = `npm run health -- ${target.cluster.name}`;
  const as = { host: name, look };
  const cordon: Step = {
    ...as,
    name: "takes no new pods",
    isDone: async () => (await find())?.spec.unschedulable ?? true,
    actions: () => kubectl("cordon", name),
  };
  const remove: Step = {
    ...as,
    name: "is no node of the cluster",
    isDone: async () => (await find()) === undefined,
    // k3s takes a server out of etcd when its node goes.
    actions: () => kubectl("delete", "node", name, "--wait=false"),
    waitSeconds: 120,
  };
  if (isGone) return [cordon, remove];
  return [
    cordon,
    replicaStep(ssh, target),
    drainStep(ssh, target, find),
    offStep(ssh, target),
    remove,
  ];
}

function replicaStep(ssh: Ssh, target: Target): Step {
  const { name } = target.node;
  const volumes = async (): Promise<string[]> => {
    const server = await tokenHolder(ssh, target);
    const replicas = await readItems<Replica>(ssh, server, "replicas.longhorn.io");
    return replicas.filter(({ spec }) => spec.nodeID === name).map(({ spec }) => spec.volumeName);
  };
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
        `--namespace=${storageNamespace}`,
        "--type=merge",
        `--patch=${eviction}`,
      ),
    ],
    // Copies of hundreds of gigabytes go over the network.
    waitSeconds: 4 * 3600,
    why: async () => `copies of ${(await volumes()).join(", ")} found no other place`,
    look: lookWith(
      target.machine,
      `k3s kubectl -n ${storageNamespace} describe ${storageNodes} ${name}`,
    ),
  };
}

function drainStep(ssh: Ssh, target: Target, find: () => Promise<NodeObject | undefined>): Step {
  const { name } = target.node;
  const busy = async (): Promise<number> => {
    const server = await tokenHolder(ssh, target);
    const pods = await readItems<Pod>(ssh, server, "pods");
    return pods.filter((pod) => pod.spec.nodeName === name && isEvictable(pod)).length;
  };
  return {
    name: "runs no pods but those of each node",
    host: name,
    isDone: async () => (await find()) === undefined || (await busy()) === 0,
    async actions() {
      const server = await tokenHolder(ssh, target);
      const drain = ["drain", name, "--ignore-daemonsets", "--delete-emptydir-data"];
      return [{ ...kubectlOn(server, ...drain, "--timeout=600s"), timeoutSeconds: 660 }];
    },
    look: lookWith(
      target.machine,
      `k3s kubectl get pods -A --field-selector spec.nodeName=${name}`,
    ),
  };
}

interface Pod {
  readonly metadata: {
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly { readonly kind: string }[];
  };
  readonly spec: { readonly nodeName?: string };
  readonly status?: { readonly phase?: string };
}

/** What drain moves: neither pods of a DaemonSet, nor those that the kubelet makes of files, nor what has ended. */
function isEvictable({ metadata, status }: Pod): boolean {
  const owners = metadata.ownerReferences ?? [];
  if (owners.some(({ kind }) => kind === "DaemonSet" || kind === "Node")) return false;
  return status?.phase !== "Succeeded" && status?.phase !== "Failed";
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
