import { titleOf } from "../../kubernetes/manifest.ts";
import type { Allowance } from "../../model/allowance.ts";
import type { Change, ObjectState } from "./state.ts";
import { objectOf } from "./state.ts";

/** In the order in which a reviewer is told. */
export const topics = {
  data: "Data that goes",
  sync: "What no sync gets past",
  kinds: "Kinds",
  services: "Services and addresses",
  access: "Who may do more",
  secrets: "Secrets",
  charts: "Charts",
  images: "Images",
  restarts: "Pods that restart",
  capacity: "Resources",
  order: "Order",
  reach: "Hosts and ports",
  moves: "What moves, comes and goes",
} as const;

export type Topic = keyof typeof topics;

/** `stop`: the gate refuses it, without an allowance. `note`: good to know. */
export type Level = "stop" | "warning" | "note";

export interface Finding {
  readonly topic: Topic;
  /** The same for all findings of its sort: `data-deleted`. */
  readonly rule: string;
  readonly level: Level;
  /** `<cluster>/<application>`, or `<cluster>`. */
  readonly place: string;
  /** File and line of what it is about, as it is to be, or as it was where it goes. */
  readonly path: string;
  readonly line?: number;
  /** What will happen and why, as `<title> <what>, <why>`. */
  readonly message: string;
  /** The safe way. */
  readonly todo?: string;
  /** By which the data may allow it. */
  readonly asks?: Omit<Allowance, "reason">;
  /** The reason by which the data does. */
  readonly allowed?: string;
}

interface Said extends Pick<Finding, "topic" | "rule" | "level" | "message" | "todo"> {
  readonly asks?: Allowance["to"];
}

/** A finding about an object that changes; its title stands before the message. */
export function findingOf(cluster: string, change: Change, { asks, ...said }: Said): Finding {
  return findingAt(cluster, objectOf(change), { ...said, asks });
}

export function findingAt(cluster: string, object: ObjectState, { asks, ...said }: Said): Finding {
  const { manifest, application, path, line } = object;
  const { name, namespace = "" } = manifest.metadata;
  return {
    ...said,
    place: `${cluster}/${application}`,
    path,
    ...(line !== undefined && { line }),
    message: `${titleOf(manifest)} ${said.message}`,
    ...(asks && { asks: { to: asks, kind: manifest.kind, namespace, name } }),
  };
}

/** How the data allows a finding. */
export function allowanceText({ to, kind, namespace, name }: Omit<Allowance, "reason">): string {
  const inPlacement = `allow: { ${to}: { "${kind}/${name}": "<reason>" } }`;
  const inCluster = [kind, namespace, name].filter(Boolean).join("/");
  return `${inPlacement} in its placement, or "${inCluster}" in the cluster's allow`;
}
