import type { Span } from "../../lib/model/addresses.ts";
import {
  contains,
  formatAddress,
  overlaps,
  parseCidr,
  parseSpan,
} from "../../lib/model/addresses.ts";
import type { Given } from "./answers.ts";

/** Addresses that an answer has taken. */
interface Claim {
  readonly flag: keyof Given;
  readonly what: string;
  readonly span: Span;
}

function claimsOf(given: Given): Claim[] {
  const claim = (flag: keyof Given, what: string, text: string | undefined): Claim[] =>
    text === undefined ? [] : [{ flag, what: `${what} ${text}`, span: parseSpan(text) }];
  const { gateway, dhcp, reserved = [], proxmox, nodes = [], endpoint } = given;
  return [
    ...claim("gateway", "the gateway", gateway),
    ...claim("dhcp", "the DHCP range", dhcp),
    ...reserved.flatMap(({ name, address }) => claim("reserved", `the reserved ${name}`, address)),
    ...claim("proxmox", "the Proxmox host", proxmox?.address),
    ...nodes.flatMap((address) => claim("nodes", "node", address)),
    ...claim("endpoint", "the endpoint", endpoint),
    ...claim("range", "the load balancer's range", given.range),
  ];
}

/** Throws unless an address or a range stands in the network and nobody else has it; answers of these flags may. */
export function checkRoom(text: string, given: Given, but: readonly string[]): void {
  const span = parseSpan(text);
  const { network } = given;
  if (network !== undefined) {
    const block = parseCidr(network);
    if (!contains(block, span))
      throw new Error(
        `${text} stands outside the network ${network}; use addresses such as ${formatAddress(block.first + 1)}`,
      );
    for (const [end, what] of [
      [block.first, "network"],
      [block.last, "broadcast"],
    ] as const)
      if (span.first <= end && end <= span.last)
        throw new Error(
          `${text} holds ${formatAddress(end)}, the ${what} address of ${network}; leave it out`,
        );
  }
  const other = claimsOf(given).find(
    (claim) => !but.includes(claim.flag) && overlaps(claim.span, span),
  );
  if (!other) return;
  const verb = span.first === span.last && other.what.includes("range") ? "stands in" : "meets";
  throw new Error(`${text} ${verb} ${other.what}; choose another, or correct --${other.flag}`);
}

/** So many addresses in a row that nobody has, from an offset into the network on, or from its begin. */
export function freeSpan(given: Given, offset: number, count: number): Span | undefined {
  if (given.network === undefined) return undefined;
  const { first, last } = parseCidr(given.network);
  const taken = claimsOf(given).map(({ span }) => span);
  for (const start of [first + offset, first + 1]) {
    let begin = start;
    while (begin + count - 1 < last) {
      const span = { first: begin, last: begin + count - 1 };
      const inTheWay = taken.find((other) => overlaps(other, span));
      if (!inTheWay) return span;
      begin = inTheWay.last + 1;
    }
  }
  return undefined;
}

/** Blocks of private addresses that a network of the house does not have: those that k3s takes itself are the first. */
function* freeBlocks(network: string): Iterable<Span> {
  const house = parseCidr(network);
  const size = 2 ** 16;
  const [tens, ninth] = [10 * 2 ** 24, (172 * 256 + 16) * size];
  const begins = [
    ...Array.from({ length: 200 }, (_, i) => tens + (42 + i) * size),
    ...Array.from({ length: 16 }, (_, i) => ninth + i * size),
  ];
  for (const first of begins) {
    const block = { first, last: first + size - 1 };
    if (!overlaps(house, block)) yield block;
  }
}

/** The blocks of pods, of Services, and of addresses that routers are told of. */
export function blocksOf(network: string): readonly [pods: Span, services: Span, routed: Span] {
  const [pods, services, routed] = [...freeBlocks(network)];
  return [pods!, services!, routed!];
}

/** The same as a range, as large as there is room for. */
export function freeRange(given: Given, offset: number, count: number): string | undefined {
  for (let size = count; size >= 1; size = Math.floor(size / 2)) {
    const span = freeSpan(given, offset, size);
    if (span) return `${formatAddress(span.first)}-${formatAddress(span.last)}`;
  }
  return undefined;
}
