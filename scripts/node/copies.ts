import { failure } from "../tell/failure.ts";
import type { Ssh } from "../ssh/ssh.ts";
import { tokenHolder } from "./members.ts";
import { readItems } from "./node-object.ts";
import type { Target } from "./target.ts";

/** A copy of a volume (Longhorn's custom resources). */
export interface Replica {
  readonly spec: { readonly nodeID?: string; readonly volumeName: string };
}

/** A node as Longhorn knows it. */
export interface StorageNode {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly allowScheduling?: boolean };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

interface Setting {
  readonly metadata: { readonly name: string };
  readonly value: string;
}

export const storageNodes = "nodes.longhorn.io";

/** Copies of volumes, and where there is room for them. */
export interface Copies {
  readonly replicas: readonly Replica[];
  readonly nodes: readonly StorageNode[];
  /** Two copies of a volume may lie on one node. */
  readonly isShared: boolean;
}

export async function readCopies(ssh: Ssh, target: Target): Promise<Copies> {
  const server = await tokenHolder(ssh, target);
  const replicas = await readItems<Replica>(ssh, server, "replicas.longhorn.io");
  // Nothing more to know where there is no Longhorn, or nothing in it.
  if (replicas.length === 0) return { replicas, nodes: [], isShared: false };
  const nodes = await readItems<StorageNode>(ssh, server, storageNodes);
  const settings = await readItems<Setting>(ssh, server, "settings.longhorn.io");
  const soft = settings.find(({ metadata }) => metadata.name === "replica-soft-anti-affinity");
  return { replicas, nodes, isShared: soft?.value === "true" };
}

/** The volumes with a copy on this node. */
export function volumesOn({ replicas }: Pick<Copies, "replicas">, name: string): string[] {
  const own = replicas.filter(({ spec }) => spec.nodeID === name);
  return [...new Set(own.map(({ spec }) => spec.volumeName))];
}

/** Those of them whose copy no other node can take: each has one already, or takes none. */
export function homelessOn(copies: Copies, name: string): string[] {
  const others = copies.nodes.filter((node) => node.metadata.name !== name && takesCopies(node));
  return volumesOn(copies, name).filter((volume) => {
    const own = copies.replicas.filter(({ spec }) => spec.volumeName === volume);
    const holders = new Set(own.map(({ spec }) => spec.nodeID));
    return !others.some(({ metadata }) => copies.isShared || !holders.has(metadata.name));
  });
}

function takesCopies({ spec, status }: StorageNode): boolean {
  const isBad = (status?.conditions ?? []).some(
    ({ type, status: is }) => (type === "Ready" || type === "Schedulable") && is !== "True",
  );
  return spec.allowScheduling !== false && !isBad;
}

/** Throws when copies of volumes could not leave the target. */
export async function requireRoom(ssh: Ssh, target: Target): Promise<void> {
  const { name } = target.node;
  const homeless = homelessOn(await readCopies(ssh, target), name);
  if (homeless.length === 0) return;
  const message = `holds copies of ${homeless.join(", ")} that no other node of Longhorn can take; add a worker with a disk for volumes first, or have Longhorn keep fewer copies of them`;
  throw failure(name, message);
}
