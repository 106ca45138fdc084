import { BlockList, isIPv6 } from "node:net";
import { isDeepStrictEqual } from "node:util";

export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly object[];
}

export interface Peer {
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
  readonly namespaceSelector?: Selector;
  readonly podSelector?: Selector;
}

export interface Port {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}

/** What a rule of a NetworkPolicy opens: each of its peers, or all where there are none, on each of its ports. */
export interface Opening {
  readonly peers: readonly Peer[];
  readonly ports: readonly Port[];
}

/** Whether what one rule opens, the others open already: peer by peer and port by port. */
export function isOpenedBy(opening: Opening, others: readonly Opening[]): boolean {
  const peers = opening.peers.length === 0 ? [undefined] : opening.peers;
  const ports = opening.ports.length === 0 ? [undefined] : opening.ports;
  return peers.every((peer) =>
    ports.every((port) =>
      others.some((other) => hasPeer(other.peers, peer) && hasPort(other.ports, port)),
    ),
  );
}

/** Whether whatever a selector selects, the other selects too. Unsure is no. */
export function isNarrower(one: Selector | undefined, other: Selector | undefined): boolean {
  const { matchLabels: labels = {}, matchExpressions: expressions = [] } = one ?? {};
  const { matchLabels: asked = {}, matchExpressions: terms = [] } = other ?? {};
  return (
    Object.entries(asked).every(([key, value]) => labels[key] === value) &&
    terms.every((term) => expressions.some((own) => isDeepStrictEqual(own, term)))
  );
}

function hasPeer(peers: readonly Peer[], peer: Peer | undefined): boolean {
  if (peers.length === 0) return true;
  return peer !== undefined && peers.some((other) => coversPeer(other, peer));
}

function coversPeer(other: Peer, peer: Peer): boolean {
  if (other.ipBlock || peer.ipBlock)
    return other.ipBlock !== undefined && peer.ipBlock !== undefined
      ? coversBlock(other.ipBlock, peer.ipBlock)
      : false;
  // Without a selector of namespaces, those of the policy's own are meant.
  if ((other.namespaceSelector === undefined) !== (peer.namespaceSelector === undefined))
    return false;
  return (
    isNarrower(peer.namespaceSelector, other.namespaceSelector) &&
    isNarrower(peer.podSelector, other.podSelector)
  );
}

type Block = NonNullable<Peer["ipBlock"]>;

function coversBlock(other: Block, block: Block): boolean {
  const { except: holes = [] } = other;
  const { except: own = [] } = block;
  return (
    isInside(block.cidr, other.cidr) &&
    holes.every(
      (hole) =>
        own.some((one) => isInside(hole, one)) ||
        !(isInside(hole, block.cidr) || isInside(block.cidr, hole)),
    )
  );
}

/** Whether one block of addresses lies in another. */
function isInside(one: string, other: string): boolean {
  const [[address = "", bits = ""], [network = "", size = ""]] = [one.split("/"), other.split("/")];
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  try {
    const list = new BlockList();
    list.addSubnet(network, Number(size), isIPv6(network) ? "ipv6" : "ipv4");
    return Number(bits) >= Number(size) && list.check(address, family);
  } catch {
    return one === other;
  }
}

function hasPort(ports: readonly Port[], port: Port | undefined): boolean {
  if (ports.length === 0) return true;
  return port !== undefined && ports.some((other) => coversPort(other, port));
}

function coversPort(other: Port, port: Port): boolean {
  if ((other.protocol ?? "TCP") !== (port.protocol ?? "TCP")) return false;
  if (other.port === undefined) return true;
  if (port.port === undefined) return false;
  if (typeof other.port === "string" || typeof port.port === "string")
    return other.port === port.port;
  return other.port <= port.port && (port.endPort ?? port.port) <= (other.endPort ?? other.port);
}
