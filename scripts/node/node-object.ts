import { onceBack } from "../process/away.ts";
import { failure } from "../tell/failure.ts";
import type { Machine } from "../ssh/machine.ts";
import { lookWith } from "../ssh/machine.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { Program, Step } from "../run/step.ts";
import { tokenHolder } from "./members.ts";
import { isReady } from "./k3s-steps.ts";
import type { Target } from "./target.ts";
import { serversOf } from "./target.ts";

/** kubectl as every server has it, with the rights of an administrator. */
export function kubectlOn(server: Machine, ...args: string[]): Program {
  return { on: server, argv: ["/usr/local/bin/k3s", "kubectl", ...args] };
}

/** The objects of a kind; none when the cluster does not know the kind. */
export async function readItems<Item>(
  ssh: Ssh,
  server: Machine,
  kind: string,
): Promise<readonly Item[]> {
  const { argv } = kubectlOn(server, "get", kind, "--all-namespaces", "--output", "json");
  const { exitCode, stdout, stderr } = await onceBack(() => ssh.try(server, { argv }));
  if (exitCode === 0) return (JSON.parse(stdout) as { items: Item[] }).items;
  if (stderr.includes("the server doesn't have a resource type")) return [];
  const message = `"kubectl get ${kind}" failed: ${stderr.trim().split("\n").at(-1)}; look there with: ${lookWith(server, "k3s kubectl get --raw /readyz")}`;
  throw failure(server.name, message);
}

export interface NodeObject {
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly unschedulable?: boolean };
  readonly status?: {
    readonly conditions?: readonly { type: string; status: string }[];
    readonly nodeInfo?: { readonly kubeletVersion: string };
  };
}

export async function readNodes(ssh: Ssh, target: Target): Promise<readonly NodeObject[]> {
  return readItems<NodeObject>(ssh, await tokenHolder(ssh, target), "nodes");
}

/** The nodes as far as anybody can tell: none before there is a cluster, and while no server of it answers. */
export async function visibleNodes(ssh: Ssh, target: Target): Promise<readonly NodeObject[]> {
  for (const { machine } of serversOf(target))
    if (await isReady(ssh, machine).catch(() => false))
      return readItems<NodeObject>(ssh, machine, "nodes");
  return [];
}

/** The target's own; nothing when the cluster does not know it. */
export async function findNode(ssh: Ssh, target: Target): Promise<NodeObject | undefined> {
  const nodes = await readNodes(ssh, target);
  return nodes.find(({ metadata }) => metadata.name === target.node.name);
}

/** With a member of etcd. */
export function isServerNode({ metadata }: NodeObject): boolean {
  return metadata.labels?.["node-role.kubernetes.io/etcd"] === "true";
}

export function isReadyNode({ status }: NodeObject): boolean {
  return (status?.conditions ?? []).some(
    ({ type, status: is }) => type === "Ready" && is === "True",
  );
}

/** The labels and annotations of the data: k3s gives labels at the first registration only, annotations never. */
export function describedStep(ssh: Ssh, target: Target): Step {
  const { machine, node } = target;
  const { labels = {}, annotations = {} } = node;
  const read = () => findNode(ssh, target);
  return {
    name: "has its labels and annotations",
    host: machine.name,
    async isDone() {
      const found = await read();
      if (!found) return false;
      const has = (wanted: object, there: Readonly<Record<string, string>> = {}): boolean =>
        Object.entries(wanted).every(([key, value]) => there[key] === value);
      return (
        has(labels, found.metadata.labels) &&
        has(annotations, found.metadata.annotations) &&
        !found.spec.unschedulable
      );
    },
    async actions() {
      const server = await tokenHolder(ssh, target).catch(() => machine);
      const pairs = (map: Readonly<Record<string, string>>): string[] =>
        Object.entries(map).map(([key, value]) => `${key}=${value}`);
      const set = (verb: string, map: Readonly<Record<string, string>>): Program[] =>
        Object.keys(map).length === 0
          ? []
          : [kubectlOn(server, verb, "node", node.name, "--overwrite", ...pairs(map))];
      return [
        ...set("label", labels),
        ...set("annotate", annotations),
        kubectlOn(server, "uncordon", node.name),
      ];
    },
    look: lookWith(machine, `k3s kubectl describe node ${node.name}`),
  };
}
