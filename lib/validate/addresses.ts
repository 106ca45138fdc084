import type { Cluster, Fleet } from "../cluster.ts";
import type { Span } from "../network.ts";
import {
  contains,
  formatAddress,
  overlaps,
  parseAddress,
  parseCidr,
  parseRange,
} from "../network.ts";
import type { Problem } from "../problem.ts";
import type { Network } from "../site.ts";
import type { FleetRule } from "./rule.ts";
import { problemAt } from "./rule.ts";

/** That somebody holds addresses, for the search for two who hold the same. */
interface Claim extends Span {
  readonly place: string;
  readonly what: string;
}

/** The address plan of the whole fleet: everything in its network, nothing held twice. */
export const addresses: FleetRule = function* addresses(fleet) {
  const problems: Problem[] = [];
  const claims: Claim[] = [];
  const reader = new Reader(problems, claims);
  readSite(fleet, reader);
  for (const cluster of fleet.clusters) readCluster(cluster, fleet, reader);
  yield* problems;
  yield* conflicts(claims);
};

/** Reads addresses and keeps what is wrong with them, so that one typing error hides no other. */
class Reader {
  readonly problems: Problem[];
  readonly claims: Claim[];

  constructor(problems: Problem[], claims: Claim[]) {
    this.problems = problems;
    this.claims = claims;
  }

  read<Value>(
    place: string,
    what: string,
    parse: (text: string) => Value,
    text: string,
  ): Value | undefined {
    try {
      return parse(text);
    } catch (error) {
      this.problems.push({ place, message: `${what}: ${(error as Error).message}; correct it` });
      return undefined;
    }
  }

  claim(place: string, what: string, span: Span | undefined): void {
    if (span) this.claims.push({ place, what, first: span.first, last: span.last });
  }
}

function readSite({ site }: Fleet, reader: Reader): void {
  const single = (what: string, text: string): void => {
    const address = reader.read("site", what, parseAddress, text);
    if (address !== undefined)
      reader.claim("site", `${what} ${text}`, { first: address, last: address });
  };
  for (const [name, network] of Object.entries(site.networks)) {
    const cidr = reader.read("site", `network ${name}`, parseCidr, network.cidr);
    single(`gateway of network ${name}`, network.gateway);
    const dhcp =
      network.dhcp &&
      reader.read("site", `DHCP range of network ${name}`, parseRange, network.dhcp);
    if (dhcp) reader.claim("site", `DHCP range ${network.dhcp} of network ${name}`, dhcp);
    for (const [what, span] of [
      ["gateway", gatewaySpan(network)],
      ["DHCP range", dhcp],
    ] as const) {
      if (cidr && span && !contains(cidr, span)) {
        const found = what === "gateway" ? network.gateway : network.dhcp;
        reader.problems.push({
          place: "site",
          message: `${what} ${found} stands outside network ${name} (${network.cidr}); correct one of them`,
        });
      }
    }
    const { vlan } = network;
    if (vlan !== undefined && (vlan < 1 || vlan > 4094)) {
      reader.problems.push({
        place: "site",
        message: `network ${name} has VLAN ${vlan}; use 1 to 4094`,
      });
    }
  }
  for (const [name, { address }] of Object.entries(site.hosts)) single(`host ${name}`, address);
  for (const [name, { address }] of Object.entries(site.machines))
    single(`machine ${name}`, address);
  for (const [name, address] of Object.entries(site.reserved)) single(`reserved ${name}`, address);
}

function gatewaySpan({ gateway }: Network): Span | undefined {
  try {
    const address = parseAddress(gateway);
    return { first: address, last: address };
  } catch {
    return undefined;
  }
}

function readCluster(cluster: Cluster, { site }: Fleet, reader: Reader): void {
  const place = cluster.name;
  const pods = reader.read(place, "pod CIDR", parseCidr, cluster.podCidr);
  const services = reader.read(place, "service CIDR", parseCidr, cluster.serviceCidr);
  const complain = (component: string | undefined, message: string): void => {
    reader.problems.push(problemAt(cluster, component, message));
  };
  if (pods && services && overlaps(pods, services)) {
    complain(
      undefined,
      `pod CIDR ${cluster.podCidr} overlaps service CIDR ${cluster.serviceCidr}; move one`,
    );
  }
  for (const [name, network] of Object.entries(site.networks)) {
    const cidr = tryParse(network.cidr);
    if (cidr && pods && overlaps(pods, cidr))
      complain(
        undefined,
        `pod CIDR ${cluster.podCidr} overlaps network ${name} (${network.cidr}); move it`,
      );
    if (cidr && services && overlaps(services, cidr))
      complain(
        undefined,
        `service CIDR ${cluster.serviceCidr} overlaps network ${name} (${network.cidr}); move it`,
      );
  }
  const network = site.networks[cluster.network];
  if (!network) {
    const known = Object.keys(site.networks).join(", ");
    complain(
      undefined,
      `stands in network "${cluster.network}", which the site does not have; use one of ${known}`,
    );
    return;
  }
  readNodes(cluster, network, reader);
  const range =
    cluster.loadBalancer &&
    reader.read(place, "load-balancer range", parseRange, cluster.loadBalancer);
  if (!range) return;
  requireInside(cluster, `load-balancer range ${cluster.loadBalancer}`, range, network, reader);
  reader.claim(place, `load-balancer range ${cluster.loadBalancer}`, range);
}

function readNodes(cluster: Cluster, network: Network, reader: Reader): void {
  for (const { name, address: text } of cluster.nodes) {
    const address = reader.read(cluster.name, `node ${name}`, parseAddress, text);
    if (address === undefined) continue;
    const span = { first: address, last: address };
    requireInside(cluster, `node ${name} (${text})`, span, network, reader);
    reader.claim(cluster.name, `node ${name} (${text})`, span);
  }
  const servers = cluster.nodes
    .filter(({ role }) => role === "control-plane")
    .map(({ address }) => address);
  if (servers.length === 1 && servers[0] === cluster.endpoint) return;
  const endpoint = reader.read(cluster.name, "API endpoint", parseAddress, cluster.endpoint);
  if (endpoint === undefined) return;
  const span = { first: endpoint, last: endpoint };
  requireInside(cluster, `API endpoint ${cluster.endpoint}`, span, network, reader);
  reader.claim(cluster.name, `API endpoint ${cluster.endpoint}`, span);
}

function requireInside(
  cluster: Cluster,
  what: string,
  span: Span,
  network: Network,
  reader: Reader,
): void {
  const cidr = tryParse(network.cidr);
  if (!cidr) return;
  if (!contains(cidr, span)) {
    reader.problems.push(
      problemAt(
        cluster,
        undefined,
        `${what} stands outside network ${cluster.network} (${network.cidr}); correct one of them`,
      ),
    );
  } else if (span.first === cidr.first || span.last === cidr.last) {
    const which =
      span.first === cidr.first
        ? `network address ${formatAddress(cidr.first)}`
        : `broadcast address ${formatAddress(cidr.last)}`;
    reader.problems.push(problemAt(cluster, undefined, `${what} holds the ${which}; move it`));
  }
}

function tryParse(cidr: string): Span | undefined {
  try {
    return parseCidr(cidr);
  } catch {
    return undefined;
  }
}

/** One pass over the claims in order of their first address. */
function* conflicts(claims: readonly Claim[]): Iterable<Problem> {
  let widest: Claim | undefined;
  for (const claim of claims.toSorted((a, b) => a.first - b.first || a.last - b.last)) {
    if (widest && claim.first <= widest.last) {
      const other = claim.place === "site" ? widest : claim;
      const held = other === claim ? widest : claim;
      const owner =
        held.place === other.place
          ? ""
          : `${held.place === "site" ? "the site's" : `${held.place}'s`} `;
      yield {
        place: other.place,
        message: `${other.what} overlaps ${owner}${held.what}; move one of them`,
      };
    }
    if (!widest || claim.last > widest.last) widest = claim;
  }
}
