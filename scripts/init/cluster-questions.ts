import { formatAddress, parseAddress, parseRange } from "../../lib/model/addresses.ts";
import { formatBytes, parseQuantity } from "../../lib/kubernetes/quantity.ts";
import { plural } from "../../lib/problem.ts";
import {
  architectures,
  authorities,
  loadBalancers,
  machineKinds,
  secretStores,
  storages,
} from "./answers.ts";
import type { Given } from "./answers.ts";
import { question } from "./question.ts";
import {
  readAddress,
  readCount,
  readList,
  readMemory,
  readNamed,
  readRange,
  readUrl,
  readWord,
  readYes,
} from "./read.ts";
import { checkRoom, freeRange, freeSpan } from "./room.ts";

const isProxmox = ({ machines }: Given): boolean => machines === "proxmox";
const isLarge = ({ nodes }: Given): boolean => (nodes?.length ?? 0) > 1;

function spanOf(address: string): { first: number; last: number } {
  const first = parseAddress(address);
  return { first, last: first };
}

/** Where machines begin in a network, and where addresses of Services do: below what routers hand out. */
const firstMachine = 20;
const firstService = 40;

const machineQuestions = [
  question({
    name: "machines",
    topic: "machines",
    words: machineKinds,
    means: "machines that exist, or virtual ones that are made on a Proxmox host",
    fallback: () => "existing",
    read: (text) => readWord(text, machineKinds),
  }),
  question({
    name: "proxmox",
    topic: "machines",
    value: "NODE=ADDRESS",
    means: "the Proxmox host: its name there, and its address",
    isNeeded: isProxmox,
    fallback(given) {
      const span = freeSpan(given, firstMachine / 2, 1);
      return span && `pve=${formatAddress(span.first)}`;
    },
    read(text, given) {
      const named = readNamed(text);
      checkRoom(named.address, spanOf(named.address), given, ["proxmox"]);
      return named;
    },
  }),
  question({
    name: "host-cores",
    topic: "machines",
    value: "COUNT",
    means: "its cores",
    isNeeded: isProxmox,
    fallback: () => "8",
    read: readCount,
  }),
  question({
    name: "host-memory",
    topic: "machines",
    value: "QUANTITY",
    means: "its memory",
    isNeeded: isProxmox,
    fallback: () => "32Gi",
    read: readMemory,
  }),
  question({
    name: "pool",
    topic: "machines",
    value: "NAME",
    means: "its storage pool for disks",
    isNeeded: isProxmox,
    isAsked: () => false,
    fallback: () => "local-lvm",
    read(text) {
      if (/^[a-z][\w.-]*$/i.test(text)) return text;
      throw new Error(`"${text}" is no name of a storage pool; use one such as local-lvm`);
    },
  }),
];

const serverQuestions = [
  question({
    name: "servers",
    topic: "servers",
    words: ["1", "3"],
    means: "how many servers: of three one may fail",
    fallback: () => "1",
    read: (text) => Number(readWord(text, ["1", "3"])),
  }),
  question({
    name: "nodes",
    topic: "servers",
    value: "ADDRESSES",
    means: "addresses of the machines, servers first, with commas between them",
    fallback(given) {
      const { servers = 1 } = given;
      const span = freeSpan(given, firstMachine, servers);
      if (!span) return undefined;
      return Array.from({ length: servers }, (_, i) => formatAddress(span.first + i)).join(",");
    },
    read(text, given) {
      const all = readList(text).map(readAddress);
      const { servers = 1 } = given;
      if (all.length < servers)
        throw new Error(
          `${plural(all.length, "address")} for ${plural(servers, "server")}; give as many, more are workers`,
        );
      for (const [i, address] of all.entries()) {
        if (all.indexOf(address) < i)
          throw new Error(`${address} stands there twice; give each machine its own`);
        checkRoom(address, spanOf(address), given, ["nodes"]);
      }
      return all;
    },
  }),
  question({
    name: "endpoint",
    topic: "servers",
    value: "ADDRESS",
    means: "address that the three servers share, and no machine has",
    isNeeded: ({ servers = 1 }) => servers > 1,
    fallback(given) {
      const span = freeSpan(given, firstMachine, 1);
      return span && formatAddress(span.first);
    },
    read(text, given) {
      checkRoom(readAddress(text), spanOf(text), given, ["endpoint"]);
      return text;
    },
  }),
  question({
    name: "architecture",
    topic: "servers",
    words: architectures,
    means: "their architecture, arm64 for Raspberry Pis",
    fallback: () => "amd64",
    read: (text) => readWord(text, architectures),
  }),
  question({
    name: "cpu",
    topic: "servers",
    value: "COUNT",
    means: "CPUs of each",
    fallback: () => "4",
    read(text, given) {
      const cpu = readCount(text);
      checkHost(given, cpu * (given.nodes?.length ?? 1), (given["host-cores"] ?? 0) * 4, String);
      return cpu;
    },
  }),
  question({
    name: "memory",
    topic: "servers",
    value: "QUANTITY",
    means: "memory of each",
    fallback: () => "8Gi",
    read(text, given) {
      const wanted = parseQuantity(readMemory(text)) * (given.nodes?.length ?? 1);
      checkHost(given, wanted, parseQuantity(given["host-memory"] ?? "0"), formatBytes);
      return text;
    },
  }),
];

/** Throws where the virtual machines take more than their host has to promise. */
function checkHost(
  given: Given,
  wanted: number,
  has: number,
  show: (amount: number) => string,
): void {
  if (!isProxmox(given) || has === 0 || wanted <= has) return;
  const machines = plural(given.nodes?.length ?? 1, "machine");
  throw new Error(
    `${machines} of that take ${show(wanted)} where the Proxmox host has ${show(has)} to give; use less`,
  );
}

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
    name: "backup-target",
    topic: "storage",
    value: "S3-URL",
    means: "where Longhorn's backups go, as s3://bucket@region/folder",
    isNeeded: ({ storage }) => storage === "longhorn",
    fallback: ({ name }) => `s3://longhorn@us-east-1/${name}`,
    read(text) {
      if (/^s3:\/\/[a-z0-9.-]+@[a-z0-9-]+\/[\w./-]*$/.test(text)) return text;
      throw new Error(`"${text}" is no such target; write it as s3://bucket@region/folder`);
    },
  }),
];

const certificateQuestions = [
  question({
    name: "certificates",
    topic: "certificates",
    words: authorities,
    means: "who signs certificates, an authority of the cluster's own or another",
    fallback: () => "authority",
    read(text, { domain = "" }) {
      const authority = readWord(text, authorities);
      if (authority.startsWith("letsencrypt") && !isPublic(domain))
        throw new Error(
          `Let's Encrypt signs nothing below ${domain}, which is no public domain; use authority, or another --domain`,
        );
      return authority;
    },
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
    means: "the range, which DHCP leaves alone",
    isNeeded: (given) => given["load-balancer"] !== "k3s",
    fallback: (given) => freeRange(given, firstService, 20),
    read(text, given) {
      checkRoom(readRange(text), parseRange(text), given, ["range"]);
      return text;
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

/** The machines, and what runs on them. */
export const clusterQuestions = [
  ...machineQuestions,
  ...serverQuestions,
  ...storageQuestions,
  ...certificateQuestions,
  ...secretQuestions,
  ...loadBalancerQuestions,
  ...monitoringQuestions,
];
