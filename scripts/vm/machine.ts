import type { Fleet } from "../../lib/model/cluster.ts";
import { contains, formatAddress, parseAddress, parseCidr } from "../../lib/model/addresses.ts";
import { parseQuantity } from "../../lib/kubernetes/quantity.ts";
import type { Disk, Network, Proxmox, Site } from "../../lib/model/site.ts";
import { failure } from "../tell/failure.ts";
import type { Machine } from "../ssh/machine.ts";
import { machineNamed } from "../ssh/machine.ts";

/** A virtual machine as the data wants it. */
export interface VirtualMachine {
  readonly name: string;
  readonly id: number;
  readonly host: Machine;
  readonly proxmox: Proxmox;
  /** Name of the host as a Proxmox node. */
  readonly node: string;
  readonly address: string;
  readonly cores: number;
  readonly memoryMebibytes: number;
  readonly affinity?: string;
  readonly network: Network;
  readonly user: string;
  readonly publicKeys: readonly string[];
  /** The one of the operating system first. */
  readonly disks: readonly VirtualDisk[];
}

export interface VirtualDisk {
  readonly name: string;
  /** `scsi0`, `scsi1`: its place, which also names the device in the machine. */
  readonly slot: string;
  readonly pool: string;
  readonly gibibytes: number;
}

interface Guest {
  readonly name: string;
  readonly address: string;
  readonly host?: string;
  readonly cpu: number;
  readonly memory: string;
  readonly vmId?: number;
  readonly cpuAffinity?: string;
  readonly disks: Readonly<Record<string, Disk>>;
}

/** Of the site's machines and of all nodes, in the order of the data. Those that run on no host of the site are none. */
export function virtualMachines(fleet: Fleet): VirtualMachine[] {
  const { site, clusters } = fleet;
  const guests: Guest[] = [
    ...Object.entries(site.machines).map(([name, machine]) => ({ name, ...machine })),
    ...clusters.flatMap(({ nodes }) => nodes),
  ];
  return guests.flatMap((guest) => (guest.host ? virtualMachine(fleet, guest, guest.host) : []));
}

function virtualMachine(fleet: Fleet, guest: Guest, hostName: string): VirtualMachine[] {
  const { site } = fleet;
  const proxmox = site.hosts[hostName]?.proxmox;
  if (!proxmox) return [];
  const { name, address, cpu, memory, vmId = idOf(address), cpuAffinity, disks } = guest;
  return [
    {
      name,
      id: vmId,
      host: machineNamed(fleet, hostName, name),
      proxmox,
      node: proxmox.node ?? hostName,
      address,
      cores: cpu,
      memoryMebibytes: parseQuantity(memory) / 2 ** 20,
      ...(cpuAffinity && { affinity: cpuAffinity }),
      network: networkOf(site, address),
      user: site.ssh?.user ?? "root",
      publicKeys: site.ssh?.publicKeys ?? [],
      disks: virtualDisks(name, disks),
    },
  ];
}

/** `192.168.1.30` is 101030: the last two parts, which differ in a house, behind a 100. */
function idOf(address: string): number {
  const [, , third = 0, last = 0] = formatAddress(parseAddress(address)).split(".").map(Number);
  return 100_000 + third * 1000 + last;
}

function networkOf(site: Site, address: string): Network {
  const own = parseAddress(address);
  const found = Object.values(site.networks).find(({ cidr }) =>
    contains(parseCidr(cidr), { first: own, last: own }),
  );
  if (found) return found;
  throw failure("site", `${address} is in no network of the site; add the network or correct it`);
}

function virtualDisks(machine: string, disks: Guest["disks"]): VirtualDisk[] {
  return Object.entries(disks).map(([name, { size, pool }], i) => {
    if (!pool) {
      const message = `disk ${name} has no storage pool, and the machine is virtual; name one of its host`;
      throw failure(machine, message);
    }
    const gibibytes = Math.ceil(parseQuantity(size) / 2 ** 30);
    return { name, slot: `scsi${i}`, pool, gibibytes };
  });
}
