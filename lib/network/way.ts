import type { Rendered } from "../build/rendered.ts";
import type { LabelSelector } from "../kubernetes/labels.ts";
import type { TrafficPort } from "../model/traffic.ts";
import type { Port } from "./reach.ts";
import type { Pods } from "./world.ts";

/** That somebody must be able to connect to pods. */
export interface Way {
  readonly from: Source;
  readonly to: {
    readonly namespace: string;
    readonly selector: LabelSelector;
    /** After which its policy is called. */
    readonly name: string;
  };
  /** All when left out. */
  readonly ports?: readonly Port[];
  /** What says so, in words. */
  readonly reason: string;
  /** Who says so. */
  readonly component: Rendered;
  /** A component or its placement says it in so many words. */
  readonly isSaid?: boolean;
}

/** `nodes`: the API server or a kubelet, of any node. */
export type Source =
  | "anyone"
  | "nodes"
  | { readonly cidr: string }
  /** One of these namespaces; which of its pods, where that is known. */
  | { readonly namespaces: readonly string[]; readonly pods?: readonly Pods[] };

/** `8080`, `http` and `53/UDP`. */
export function portOf(port: TrafficPort): Port {
  const [text = "", protocol = "TCP"] = String(port).split("/");
  return { port: /^\d+$/.test(text) ? Number(text) : text, protocol };
}

/** A way before it is known who says so. */
export type FoundWay = Omit<Way, "component">;
