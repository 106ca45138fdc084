import type { Cluster } from "../../model/cluster.ts";
import type { Span } from "../../model/addresses.ts";
import {
  contains,
  formatAddress,
  overlaps,
  parseAddress,
  parseCidr,
  parseRange,
} from "../../model/addresses.ts";
import type { Network, Site } from "../../model/site.ts";
import { balancerOf } from "../support/balancer.ts";
import { AddressReader, conflicts } from "../support/claims.ts";
import type { FleetRule } from "../support/rule.ts";
import { listed } from "../support/rule.ts";
import { didYouMean } from "../../words.ts";

type Networks = ReadonlyMap<string, Network & Span>;

/** The address plan of the whole fleet: everything in its network, nothing held twice. */
export const addresses: FleetRule = function* addresses({ site, clusters }) {
  const reader = new AddressReader();
  const networks = readNetworks(site, reader);
  readSite(site, reader);
  for (const cluster of clusters) {
    readBlocks(cluster, networks, reader);
    readCluster(cluster, site, networks, reader);
  }
  yield* reader.problems;
  yield* conflicts(reader.claims);
};

/** The networks whose block can be read. */
function readNetworks({ networks, reserved }: Site, reader: AddressReader): Networks {
  const found = new Map<string, Network & Span>();
  for (const [name, network] of Object.entries(networks)) {
    const cidr = reader.read("site", `network ${name}:`, parseCidr, network.cidr);
    if (cidr) {
      const twin = [...found].find(([, other]) => overlaps(other, cidr));
      if (twin) reader.complain("site", `network ${name} ${twinIssue(network, cidr, twin)}`);
      found.set(name, { ...network, ...cidr });
    }
    readNetwork(name, network, cidr, new Set(Object.values(reserved)), reader);
  }
  return found;
}

function twinIssue(
  { cidr }: Network,
  span: Span,
  [name, twin]: readonly [string, Network & Span],
): string {
  const other = `network ${name} (${twin.cidr})`;
  const isLarger = contains(span, twin);
  if (!isLarger && !contains(twin, span)) return `(${cidr}) overlaps ${other}; move one of them`;
  const found = isLarger ? `(${cidr}) holds ${other}` : `(${cidr}) lies in ${other}`;
  const larger = isLarger ? cidr : twin.cidr;
  return `${found}; leave out ${larger} where it only sums up, since a network is what machines share without a router, or move one of them`;
}

function readNetwork(
  name: string,
  network: Network,
  cidr: Span | undefined,
  reserved: ReadonlySet<string>,
  reader: AddressReader,
): void {
  const { gateway, dhcp, dns, vlan } = network;
  const keep = (what: string, text: string, span: Span | undefined, isClaimed = true): void => {
    if (!span) return;
    if (cidr && !contains(cidr, span))
      reader.complain(
        "site",
        `${what} ${text} stands outside network ${name} (${network.cidr}); correct one of them`,
      );
    if (isClaimed) reader.claim("site", `${what} ${text} of network ${name}`, span);
  };
  const router = reader.read("site", `gateway of network ${name}:`, parseAddress, gateway);
  // Whoever lists the router among the reserved addresses says the same twice, and no more.
  keep("gateway", gateway, single(router), !reserved.has(gateway));
  if (dhcp !== undefined)
    keep(
      "DHCP range",
      dhcp,
      reader.read("site", `DHCP range of network ${name}:`, parseRange, dhcp),
    );
  for (const server of dns)
    reader.read("site", `DNS server of network ${name}:`, parseAddress, server);
  if (vlan !== undefined && !(Number.isInteger(vlan) && vlan >= 1 && vlan <= 4094))
    reader.complain("site", `network ${name} has VLAN ${vlan}; use 1 to 4094`);
}

function readSite({ hosts, machines, reserved }: Site, reader: AddressReader): void {
  const claim = (what: string, text: string): void => {
    const span = single(reader.read("site", `${what}:`, parseAddress, text));
    if (span) reader.claim("site", `${what} ${text}`, span);
  };
  for (const [name, { address }] of Object.entries(hosts)) claim(`host ${name}`, address);
  for (const [name, { address }] of Object.entries(machines)) claim(`machine ${name}`, address);
  for (const [name, address] of Object.entries(reserved)) claim(`reserved ${name}`, address);
}

/** Each node takes a /24 of the pod block: k3s and Cilium both cut it so. */
const nodeBlock = 2 ** 8;

function readBlocks(cluster: Cluster, networks: Networks, reader: AddressReader): void {
  const { name: place, podCidr, serviceCidr, nodes } = cluster;
  const pods = reader.read(place, "pod CIDR", parseCidr, podCidr);
  const services = reader.read(place, "service CIDR", parseCidr, serviceCidr);
  if (pods && services && overlaps(pods, services))
    reader.complain(
      place,
      `pod CIDR ${podCidr} overlaps service CIDR ${serviceCidr}; move one of them`,
    );
  const room = pods && Math.floor((pods.last - pods.first + 1) / nodeBlock);
  if (room !== undefined && room < nodes.length)
    reader.complain(
      place,
      `pod CIDR ${podCidr} has room for ${room} nodes of a /24 each, but the cluster has ${nodes.length}; use a larger block such as a /16`,
    );
  for (const [name, network] of networks) {
    for (const [what, text, span] of [
      ["pod CIDR", podCidr, pods],
      ["service CIDR", serviceCidr, services],
    ] as const) {
      if (span && overlaps(span, network))
        reader.complain(
          place,
          `${what} ${text} overlaps network ${name} (${network.cidr}); move it`,
        );
    }
  }
}

function readCluster(
  cluster: Cluster,
  { networks: known }: Site,
  networks: Networks,
  reader: AddressReader,
): void {
  const { name: place, network: home, loadBalancer } = cluster;
  if (!known[home]) {
    const todo = didYouMean(home, Object.keys(known)) ?? `use ${listed(Object.keys(known), "or")}`;
    reader.complain(place, `stands in network "${home}", which the site does not have; ${todo}`);
    return;
  }
  const claim = (what: string, span: Span | undefined, isRouted = false): void => {
    if (!span) return;
    const network = networks.get(home);
    const message = network && !isRouted && misplaced(span, home, network);
    if (message) reader.complain(place, `${what} ${message}`);
    reader.claim(place, what, span);
  };
  for (const { name, address } of cluster.nodes) {
    claim(
      `node ${name} (${address})`,
      single(reader.read(place, `node ${name}:`, parseAddress, address)),
    );
  }
  readEndpoint(cluster, claim, reader);
  if (loadBalancer === undefined) return;
  const what = `load-balancer range ${loadBalancer}`;
  const range = reader.read(place, "load-balancer range", parseRange, loadBalancer);
  const isRouted = balancerOf(cluster)?.announcedBy === "bgp";
  claim(what, range, isRouted);
  if (range && isRouted) readRouted(cluster, range, what, reader);
}

/** A range outside the nodes' network may meet what the cluster has for itself. */
function readRouted(
  { name, podCidr, serviceCidr }: Cluster,
  range: Span,
  what: string,
  reader: AddressReader,
): void {
  for (const [block, text] of [
    ["pod", podCidr],
    ["service", serviceCidr],
  ] as const) {
    const span = tryParse(text);
    if (span && overlaps(span, range))
      reader.complain(name, `${what} overlaps ${block} CIDR ${text}; move one of them`);
  }
}

/** Of a malformed block is told where it stands. */
function tryParse(cidr: string): Span | undefined {
  try {
    return parseCidr(cidr);
  } catch {
    return undefined;
  }
}

function readEndpoint(
  { name, endpoint, nodes }: Cluster,
  claim: (what: string, span: Span | undefined) => void,
  reader: AddressReader,
): void {
  // The only server's own, which is right, or one server's of several, which `topology` reports.
  if (nodes.some(({ role, address }) => role === "control-plane" && address === endpoint)) return;
  claim(
    `API endpoint ${endpoint}`,
    single(reader.read(name, "API endpoint", parseAddress, endpoint)),
  );
}

function misplaced(span: Span, name: string, network: Network & Span): string | undefined {
  if (!contains(network, span))
    return `stands outside network ${name} (${network.cidr}); correct one of them`;
  if (span.first === network.first)
    return `holds the network address ${formatAddress(network.first)}; move it`;
  return span.last === network.last
    ? `holds the broadcast address ${formatAddress(network.last)}; move it`
    : undefined;
}

function single(address: number | undefined): Span | undefined {
  return address === undefined ? undefined : { first: address, last: address };
}
