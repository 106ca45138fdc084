import type { Labels, LabelSelector } from "../kubernetes/labels.ts";

/** A number, or the name of a port of the pods; TCP, or `<number>/UDP`. */
export type TrafficPort = number | string;

/**
 * Who connects to pods and to whom they connect, where no object says it. What objects say is found: an Ingress leads to
 * a Service, a monitor scrapes, a webhook is called.
 */
export interface Traffic {
  /** Who else comes in, beside the pods of the same namespace. @default nobody */
  readonly from?: readonly Incoming[];
  /**
   * All that its pods connect to, beside names (DNS) and the pods of their namespace: everything else is refused where
   * the whole namespace says so. @default anything
   */
  readonly to?: readonly Outgoing[];
}

/** Exactly one of who it is, a namespace and a block of addresses. */
export interface Incoming {
  /**
   * `nodes`: the API server and kubelets, whose addresses networks show to pods in ways of their own, so that nobody
   * is refused at these ports. `ingress` and `metrics`: who provides that. `controller`: who brings the kind.
   */
  readonly who?: "anyone" | "nodes" | "ingress" | "metrics" | "controller";
  /** Its pods. */
  readonly namespace?: string;
  /** As `192.168.1.0/24`. */
  readonly cidr?: string;
  /** @default all */
  readonly ports?: readonly TrafficPort[];
  /** What comes that way: the policy says it. */
  readonly why: string;
}

/** Exactly one of who it is, a namespace, labels of pods in any namespace, and a block of addresses. */
export interface Outgoing {
  /** `internet`: addresses outside of private networks. */
  readonly who?: "api-server" | "nodes" | "internet";
  readonly namespace?: string;
  readonly pods?: Labels;
  /** As `192.168.1.2/32`. */
  readonly cidr?: string;
  /** Of a namespace, pods or addresses. @default all */
  readonly ports?: readonly TrafficPort[];
}

/** Pods that a controller runs for an object. */
export interface PodTraffic extends Traffic {
  readonly pods: Labels;
}

/** What a policy does, of whatever kind it is. */
export interface PodPolicy {
  /** The pods of its namespace that it applies to. */
  readonly selector: LabelSelector;
  /** Who comes in; it leaves that alone when left out. */
  readonly ingress?: readonly PolicyRule[];
  /** Where they go; it leaves that alone when left out. */
  readonly egress?: readonly PolicyRule[];
}

export interface PolicyRule {
  /** Anybody when left out. */
  readonly peers?: readonly PolicyPeer[];
  /** Every port when left out. */
  readonly ports?: readonly PolicyPort[];
}

export type PolicyPeer =
  | {
      readonly podSelector?: LabelSelector;
      /** The policy's own namespace when left out. */
      readonly namespaceSelector?: LabelSelector;
    }
  | { readonly ipBlock: { readonly cidr: string; readonly except?: readonly string[] } }
  | { readonly entity: Entity };

/** What some networks know by name where others go by its addresses. */
export type Entity = "api-server" | "nodes" | "outside" | "anyone";

export interface PolicyPort {
  readonly port?: number | string;
  readonly endPort?: number;
  /** @default "TCP" */
  readonly protocol?: string;
}

/** What the pods' network can do beyond a NetworkPolicy. */
export interface Network {
  /**
   * A policy that lets the pods of a namespace out to the API server or to nodes; left out where their addresses in a
   * NetworkPolicy do that.
   */
  readonly opensTo?: (request: OpenedTo) => object;
}

export interface OpenedTo {
  readonly name: string;
  readonly namespace: string;
  /** Labels of its pods; all when empty. */
  readonly pods: Labels;
  readonly entities: readonly ("api-server" | "nodes")[];
}
