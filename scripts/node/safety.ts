import { failure } from "../tell/failure.ts";
import type { Ssh } from "../ssh/ssh.ts";
import { isReadyNode, isServerNode, readNodes } from "./node-object.ts";
import type { Target } from "./target.ts";
import { isServer } from "./target.ts";

/** A node as far as its removal is concerned. */
export interface Member {
  readonly name: string;
  readonly isServer: boolean;
  readonly isReady: boolean;
}

/** Why etcd would not survive it; nothing when it does. More than half of all members must answer. */
export function quorumProblem(members: readonly Member[], name: string): string | undefined {
  const servers = members.filter((member) => member.isServer);
  const others = servers.filter((member) => member.name !== name);
  const ready = others.filter(({ isReady }) => isReady);
  if (others.length === 0)
    return "it is the only server of its cluster; add another one first, or remove the whole cluster with: npm run vm -- destroy";
  const needed = Math.floor(servers.length / 2) + 1;
  if (ready.length >= needed) return undefined;
  const silent = others.filter(({ isReady }) => !isReady).map((member) => member.name);
  const remedy =
    silent.length > 0 ? `repair ${silent.join(", ")} first` : "add another server first";
  return `without it ${ready.length} of ${servers.length} servers would be left, and etcd needs ${needed}; ${remedy}`;
}

/** Throws when the cluster would not survive the removal of the target. */
export async function requireSafe(ssh: Ssh, target: Target): Promise<void> {
  if (!isServer(target)) return;
  const nodes = await readNodes(ssh, target);
  if (!nodes.some(({ metadata }) => metadata.name === target.node.name)) return;
  const members = nodes.map((node) => ({
    name: node.metadata.name,
    isServer: isServerNode(node),
    isReady: isReadyNode(node),
  }));
  const problem = quorumProblem(members, target.node.name);
  if (problem) throw failure(target.node.name, problem);
}
