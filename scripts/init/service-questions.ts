import { formatAddress, overlaps, parseCidr, parseRange } from "../../lib/model/addresses.ts";
import type { Given } from "./answers.ts";
import {
  authorities,
  challengeNames,
  challenges,
  loadBalancers,
  secretStores,
  storages,
} from "./answers.ts";
import { question } from "./question.ts";
import {
  isAddress,
  readAddress,
  readDomain,
  readRange,
  readSettings,
  readUrl,
  readWord,
  readYes,
} from "./read.ts";
import { blocksOf, checkRoom, freeRange } from "./room.ts";

const isLarge = ({ nodes }: Given): boolean => (nodes?.length ?? 0) > 1;

const isRouted = (given: Given): boolean => given["load-balancer"] === "cilium-bgp";

/** Where addresses of Services begin in a network: behind the machines, below what routers hand out. */
const firstService = 40;

const storageQuestions = [
  question({
    name: "storage",
    topic: "storage",
    words: storages,
    means: "where volumes are",
    fallback: () => "local-path",
    read: (text) => readWord(text, storages),
  }),
  question({
    name: "nfs-share",
    topic: "storage",
    value: "SERVER:/PATH",
    means: "the NAS, and what it exports for volumes",
    isNeeded: ({ storage }) => storage === "nfs",
    fallback({ reserved = [] }) {
      const nas = reserved.find(({ name }) => /nas|nfs/.test(name));
      return nas && `${nas.address}:/volume1/kubernetes`;
    },
    read(text) {
      const [, server, share] = /^([^:/\s]+):(\/\S*)$/.exec(text) ?? [];
      if (server === undefined || share === undefined)
        throw new Error(`"${text}" is no share; write it as nas.example.org:/volume1/kubernetes`);
      return { server: isAddress(server) ? server : readDomain(server), share };
    },
  }),
  question({
    name: "backup-target",
    topic: "storage",
    value: "URL",
    means: "where Longhorn's backups go: s3://bucket@region/folder, or nfs://server:/path",
    isNeeded: ({ storage }) => storage === "longhorn",
    fallback: ({ name }) => `s3://longhorn@us-east-1/${name}`,
    read(text) {
      if (/^s3:\/\/[a-z0-9.-]+@[a-z0-9-]+\/[\w./-]*$|^nfs:\/\/[\w.-]+:\/\S*$/.test(text))
        return text;
      throw new Error(
        `"${text}" is no such target; write it as s3://bucket@region/folder or nfs://server:/path`,
      );
    },
  }),
];

const certificateQuestions = [
  question({
    name: "certificates",
    topic: "certificates",
    words: authorities,
    means:
      "who signs certificates: an authority that the cluster makes, Let's Encrypt, one that you have",
    fallback: () => "local",
    read(text, { domain = "" }) {
      const authority = readWord(text, authorities);
      if (authority === "letsencrypt" && !isPublic(domain))
        throw new Error(
          `Let's Encrypt signs nothing below ${domain}, which is no public domain; use local, or another --domain`,
        );
      return authority;
    },
  }),
  question({
    name: "challenge",
    topic: "certificates",
    words: challengeNames,
    means: "who serves your domain's DNS; or over HTTP, where port 80 is reached from outside",
    isNeeded: ({ certificates }) => certificates === "letsencrypt",
    fallback: () => "cloudflare",
    read: (text) => readWord(text, challengeNames),
  }),
  question({
    name: "challenge-settings",
    topic: "certificates",
    value: "NAME=VALUE,...",
    means: "what its solver has to be told, such as region=us-east-1",
    isNeeded: ({ challenge }) => challenge !== undefined && challenges[challenge].length > 0,
    fallback: ({ challenge }) => (challenge === "route53" ? "region=us-east-1" : undefined),
    read: (text, { challenge }) => readSettings(text, challenges[challenge!]),
  }),
];

/** Whether names below it can be proven to be somebody's (RFC 2606, 6761, 6762, 8375 and ICANN's .internal). */
function isPublic(domain: string): boolean {
  const last = /[^.]*$/.exec(domain)![0];
  const reserved = ["arpa", "example", "internal", "invalid", "lan", "local", "localhost", "test"];
  return domain.includes(".") && !reserved.includes(last);
}

const secretQuestions = [
  question({
    name: "secrets",
    topic: "secrets",
    words: secretStores,
    means: "where secrets are: in git, sealed, in a Vault that exists, or given at the bootstrap",
    fallback: () => "sealed",
    read: (text) => readWord(text, secretStores),
  }),
  question({
    name: "vault",
    topic: "secrets",
    value: "URL",
    means: "address of Vault",
    isNeeded: ({ secrets }) => secrets === "vault",
    fallback: ({ domain }) => domain && `https://vault.${domain}:8200`,
    read: readUrl,
  }),
];

/** Addresses that a router is told of stand in no network. */
function routedRange({ network }: Given): string | undefined {
  if (network === undefined) return undefined;
  const { first } = blocksOf(network)[2];
  return `${formatAddress(first + 1)}-${formatAddress(first + 254)}`;
}

function checkRouted(text: string, { network }: Given): void {
  if (network === undefined) return;
  const span = parseRange(text);
  if (overlaps(span, parseCidr(network)))
    throw new Error(
      `${text} stands in the network ${network}, whose machines ask no router for it; choose a range outside`,
    );
  const [pods, services] = blocksOf(network);
  for (const { first, last } of [pods, services].filter((block) => overlaps(block, span)))
    throw new Error(
      `${text} meets ${formatAddress(first)}-${formatAddress(last)}, which pods and Services have; choose another`,
    );
}

const loadBalancerQuestions = [
  question({
    name: "load-balancer",
    topic: "load balancer",
    words: loadBalancers,
    means: "who gives Services addresses, k3s those of the nodes and the others those of a range",
    fallback: (given) => (isLarge(given) ? "metallb" : "k3s"),
    read: (text) => readWord(text, loadBalancers),
  }),
  question({
    name: "range",
    topic: "load balancer",
    value: "RANGE",
    means: "the range: of the network, where DHCP leaves it alone; with BGP outside of it",
    isNeeded: (given) => given["load-balancer"] !== "k3s",
    fallback: (given) =>
      isRouted(given) ? routedRange(given) : freeRange(given, firstService, 20),
    read(text, given) {
      readRange(text);
      if (isRouted(given)) checkRouted(text, given);
      else checkRoom(text, given, ["range"]);
      return text;
    },
  }),
  question({
    name: "bgp-peer",
    topic: "load balancer",
    value: "ADDRESS=ASN",
    means: "the router that is told of addresses, with the number of its system",
    isNeeded: isRouted,
    fallback: ({ gateway }) => gateway && `${gateway}=64513`,
    read(text) {
      const [, address = "", asn = ""] = /^([^=]*)=(\d{1,10})$/.exec(text) ?? [];
      if (asn === "" || Number(asn) < 1 || Number(asn) >= 2 ** 32)
        throw new Error(`"${text}" is no ADDRESS=ASN; write both, the number from 1 to 4294967295`);
      return { address: readAddress(address), asn: Number(asn) };
    },
  }),
];

const monitoringQuestions = [
  question({
    name: "monitoring",
    topic: "monitoring",
    words: ["yes", "no"],
    means: "whether Prometheus, Alertmanager and Grafana are there from the start",
    fallback: (given) => (isLarge(given) && given.storage !== "none" ? "yes" : "no"),
    read(text, { storage }) {
      const isWanted = readYes(text);
      if (isWanted && storage === "none")
        throw new Error("they keep their data in volumes, which nobody gives; choose a --storage");
      return isWanted;
    },
  }),
];

/** What runs on the machines. */
export const serviceQuestions = [
  ...storageQuestions,
  ...certificateQuestions,
  ...secretQuestions,
  ...loadBalancerQuestions,
  ...monitoringQuestions,
];
