import type { Labels } from "../kubernetes/labels.ts";
import { selects } from "../kubernetes/labels.ts";
import { contains, parseSpan } from "../model/addresses.ts";
import type { Entity, PodPolicy, PolicyPeer, PolicyPort, PolicyRule } from "../model/traffic.ts";

/** A pod that has addresses of its own; one in the network of its node is `nodes`. */
export interface Pod {
  readonly namespace: string;
  readonly labels: Labels;
  readonly ports: readonly NamedPort[];
}

export interface NamedPort {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol?: string;
}

/** Whoever connects, or is connected to. */
export type Party = Pod | { readonly address: string } | { readonly entity: Entity };

export interface Port {
  /** A name is looked up among those of the pod. */
  readonly port: number | string;
  readonly protocol: string;
}

export interface PlacedPolicy extends PodPolicy {
  readonly namespace: string;
  /** As messages call it. */
  readonly title: string;
}

/** What keeps a connection from coming about: the side that refuses it, and the policies that do. */
export interface Refusal {
  readonly side: "egress" | "ingress";
  readonly policies: readonly PlacedPolicy[];
}

/** The policies of a cluster, and what they let through. */
export class Reach {
  readonly #byNamespace: ReadonlyMap<string, readonly PlacedPolicy[]>;
  readonly #labels: ReadonlyMap<string, Labels>;

  /** `labels`: those of namespaces, beside the name that each has. */
  constructor(policies: readonly PlacedPolicy[], labels: ReadonlyMap<string, Labels> = new Map()) {
    this.#byNamespace = Map.groupBy(policies, ({ namespace }) => namespace);
    this.#labels = labels;
  }

  /**
   * What refuses a connection; nothing where it comes about. Both sides must let it through, and on each side the
   * rules of all policies that select the pod add up (Kubernetes docs: concepts, Network Policies).
   */
  refusal(from: Party, to: Party, port: Port): Refusal | undefined {
    // A pod reaches itself, whatever policies say.
    if (from === to) return undefined;
    return (
      (isPod(from) ? this.#refusalAt("egress", from, to, portOn(to, port)) : undefined) ??
      (isPod(to) ? this.#refusalAt("ingress", to, from, portOn(to, port)) : undefined)
    );
  }

  /** The policies that apply to a pod in one direction. */
  selecting(side: Refusal["side"], { namespace, labels }: Pod): readonly PlacedPolicy[] {
    const local = this.#byNamespace.get(namespace) ?? [];
    return local.filter((one) => one[side] !== undefined && selects(one.selector, labels));
  }

  #refusalAt(side: Refusal["side"], pod: Pod, other: Party, port: Found): Refusal | undefined {
    const policies = this.selecting(side, pod);
    if (policies.length === 0) return undefined;
    const isOpen = policies.some((policy) =>
      policy[side]!.some((rule) => this.#allows(rule, policy.namespace, other, port)),
    );
    return isOpen ? undefined : { side, policies };
  }

  #allows({ peers, ports }: PolicyRule, home: string, other: Party, port: Found): boolean {
    return (
      (ports?.some((one) => isAt(one, port)) ?? true) &&
      (peers?.some((peer) => this.#isMeant(peer, home, other)) ?? true)
    );
  }

  #isMeant(peer: PolicyPeer, home: string, other: Party): boolean {
    if ("entity" in peer) return isEntity(peer.entity, other);
    if ("ipBlock" in peer) return "address" in other && isInside(peer.ipBlock, other.address);
    if (!isPod(other)) return false;
    const { namespaceSelector, podSelector } = peer;
    const isNear = namespaceSelector
      ? selects(namespaceSelector, this.#labelsOf(other.namespace))
      : other.namespace === home;
    return isNear && selects(podSelector ?? {}, other.labels);
  }

  /** The API server gives each namespace its name as a label. */
  #labelsOf(namespace: string): Labels {
    return { ...this.#labels.get(namespace), "kubernetes.io/metadata.name": namespace };
  }
}

/** A port of who is connected to: both names for it, where it has both. */
interface Found {
  readonly number?: number;
  readonly names: readonly string[];
  readonly protocol: string;
}

function portOn(to: Party, { port, protocol }: Port): Found {
  const known = isPod(to) ? to.ports.filter((one) => (one.protocol ?? "TCP") === protocol) : [];
  const found = known.filter((one) => one.name === port || one.containerPort === port);
  return {
    number: typeof port === "number" ? port : found[0]?.containerPort,
    names: [
      ...(typeof port === "string" ? [port] : []),
      ...found.flatMap(({ name }) => name ?? []),
    ],
    protocol,
  };
}

function isAt({ port, endPort, protocol = "TCP" }: PolicyPort, found: Found): boolean {
  if (protocol !== found.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === "string") return found.names.includes(port);
  return found.number !== undefined && port <= found.number && found.number <= (endPort ?? port);
}

function isPod(party: Party): party is Pod {
  return "namespace" in party;
}

/** An address that belongs to no pod and to no node is outside. */
function isEntity(peer: Entity, other: Party): boolean {
  if (isPod(other)) return false;
  return peer === "anyone" || peer === ("entity" in other ? other.entity : "outside");
}

interface Block {
  readonly cidr: string;
  readonly except?: readonly string[];
}

/**
 * Addresses of pods are nobody's to know, and networks differ in whether a block holds them: here none does, so that
 * what is let through is let through everywhere. A block that nobody can read holds nothing.
 */
function isInside({ cidr, except = [] }: Block, address: string): boolean {
  const holds = (block: string): boolean => {
    try {
      return contains(parseSpan(block), parseSpan(address));
    } catch {
      return false;
    }
  };
  return holds(cidr) && !except.some(holds);
}
