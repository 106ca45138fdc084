import { formatAddress } from "../../lib/model/addresses.ts";
import { formatBytes, parseQuantity } from "../../lib/kubernetes/quantity.ts";
import { plural } from "../../lib/problem.ts";
import type { Given } from "./answers.ts";
import { architectures, machineKinds } from "./answers.ts";
import { question } from "./question.ts";
import { readAddress, readCount, readList, readMemory, readNamed, readWord } from "./read.ts";
import { checkRoom, freeSpan } from "./room.ts";

const isProxmox = ({ machines }: Given): boolean => machines === "proxmox";

/** Where machines begin in a network: below what routers hand out. */
const firstMachine = 20;

const hostQuestions = [
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
      checkRoom(named.address, given, ["proxmox"]);
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
    means: "one server, or three of which one may fail",
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
        checkRoom(address, given, ["nodes"]);
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
      checkRoom(readAddress(text), given, ["endpoint"]);
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

/** The machines, and what each of them is. */
export const machineQuestions = [...hostQuestions, ...serverQuestions];
