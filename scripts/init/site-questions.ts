import { formatAddress, parseAddress, parseCidr, parseRange } from "../../lib/model/addresses.ts";
import { none } from "./answers.ts";
import type { Given } from "./answers.ts";
import type { Found } from "./found.ts";
import { question } from "./question.ts";
import {
  overHttps,
  readAddress,
  readCidr,
  readDomain,
  readEmail,
  readList,
  readNamed,
  readOptional,
  readRange,
  readRepository,
  readName,
  readYes,
} from "./read.ts";
import { identifier } from "../fleet/text.ts";
import { checkRoom } from "./room.ts";

/** Words of TypeScript, of the files of clusters/, and of what charts/index.ts exports. */
const taken: ReadonlySet<string> = new Set([
  ..."index site fleet repository machine sealed defineCluster".split(" "),
  ..."break case catch class const continue debugger default delete do else enum export extends".split(
    " ",
  ),
  ..."false finally for function if implements import in instanceof interface let new null".split(
    " ",
  ),
  ..."package private protected public return static super switch this throw true try typeof".split(
    " ",
  ),
  ..."var void while with yield await arguments eval undefined".split(" "),
]);

/** Whether the network is the one of this computer, of which the rest is known too. */
function isFound(given: Given, { network }: Found): boolean {
  return network?.gateway !== undefined && network.cidr === given.network;
}

/** The site, its network, and where git is. */
export const siteQuestions = [
  question({
    name: "domain",
    topic: "site",
    value: "DOMAIN",
    means: "domain of the house: its hosts get names below it",
    // RFC 8375: for homes, and nobody else's.
    fallback: () => "home.arpa",
    read: readDomain,
  }),
  question({
    name: "email",
    topic: "site",
    value: "ADDRESS",
    means: "mail address for certificates and alerts",
    fallback: ({ domain }, { email }) =>
      email === undefined || /no-?reply/.test(email) ? `admin@${domain}` : email,
    read: readEmail,
  }),
  question({
    name: "network",
    topic: "network",
    value: "CIDR",
    means: "network that the machines stand in",
    fallback: (_, { network }) => network?.cidr ?? "192.168.0.0/24",
    read(text) {
      const { first, last } = parseCidr(readCidr(text));
      if (last - first >= 7) return text;
      throw new Error(
        `"${text}" holds ${last - first + 1} addresses; use a block of /29 or larger`,
      );
    },
  }),
  question({
    name: "gateway",
    topic: "network",
    value: "ADDRESS",
    means: "its gateway",
    isAsked: (given, found) => !isFound(given, found),
    fallback(given, found) {
      if (isFound(given, found)) return found.network!.gateway;
      return given.network && formatAddress(parseCidr(given.network).first + 1);
    },
    read(text, given) {
      checkRoom(readAddress(text), given, ["gateway", "reserved"]);
      return text;
    },
  }),
  question({
    name: "dns",
    topic: "network",
    value: "ADDRESSES",
    means: "its DNS servers, with commas between them",
    isAsked: (given, found) => !isFound(given, found),
    fallback(given, found) {
      const known = isFound(given, found) ? found.network!.dns : [];
      return known.length > 0 ? known.join(",") : given.gateway;
    },
    read(text) {
      const servers = readList(text).map(readAddress);
      if (servers.length > 0) return servers;
      throw new Error("no DNS server is named; name one, the gateway often is");
    },
  }),
  question({
    name: "dhcp",
    topic: "network",
    value: "RANGE",
    means: `addresses that its DHCP server hands out, or ${none}`,
    fallback: likelyDhcp,
    read: (text, given) =>
      readOptional(text, (range) => {
        checkRoom(readRange(range), given, ["dhcp"]);
        return range;
      }),
  }),
  question({
    name: "reserved",
    topic: "network",
    value: "NAME=ADDRESS,...",
    means: `addresses in use by anything else, such as nas=ADDRESS, or ${none}`,
    fallback: () => none,
    read(text, given) {
      const all = readOptional(text, (list) => readList(list).map(readNamed)) ?? [];
      for (const [i, { name, address }] of all.entries()) {
        if (all.slice(0, i).some((other) => other.name === name || other.address === address))
          throw new Error(`${name}=${address} has a name or an address of another; rename it`);
        checkRoom(address, given, ["reserved", "gateway"]);
      }
      return all;
    },
  }),
  question({
    name: "repository",
    topic: "git",
    value: "URL",
    means: "git repository of this fleet, as Argo CD reaches it",
    fallback(_, { remote }) {
      const url = remote && (overHttps(remote) ?? remote);
      return url?.startsWith("http") ? url.replace(/\/\/[^@/]*@/, "//") : undefined;
    },
    read: readRepository,
  }),
  question({
    name: "branch",
    topic: "git",
    value: "NAME",
    means: "branch that Argo CD follows",
    isAsked: () => false,
    fallback: (_, { branch }) => branch ?? "main",
    read(text) {
      if (/^[\w./-]+$/.test(text) && !/^[-/]|\.\.|\/$|\.lock$/.test(text)) return text;
      throw new Error(`"${text}" is no name of a branch; use one such as main`);
    },
  }),
  question({
    name: "private",
    topic: "git",
    words: ["yes", "no"],
    means: "whether it asks for a user and a password",
    fallback: () => "no",
    read: readYes,
  }),
  question({
    name: "name",
    topic: "machines",
    value: "NAME",
    means: "name of the cluster",
    isAsked: () => false,
    fallback: () => "home",
    read(text) {
      if (!taken.has(identifier(readName(text)))) return text;
      throw new Error(
        `"${text}" has a meaning of its own in clusters/; choose another such as home`,
      );
    },
  }),
];

/** Where many routers have it: from the hundredth address on, in networks that are large enough. */
function likelyDhcp({ network, gateway }: Given): string | undefined {
  if (network === undefined) return undefined;
  const { first, last } = parseCidr(network);
  const range = `${formatAddress(first + 100)}-${formatAddress(first + 199)}`;
  if (last - first < 255) return none;
  const { first: from, last: to } = parseRange(range);
  const router = gateway === undefined ? 0 : parseAddress(gateway);
  return from <= router && router <= to ? none : range;
}
