import { formatBytes, parseQuantity } from "../quantity.ts";
import type { Disk, Host } from "../site.ts";
import type { FleetRule } from "./rule.ts";
import { didYouMean } from "./declarations.ts";

/** Anything that runs on a host. */
interface Guest {
  readonly name: string;
  readonly cpu: number;
  readonly memory: string;
  readonly disks: Readonly<Record<string, Disk>>;
}

/** The virtual machines of a host fit on it. */
export const hosts: FleetRule = function* hosts({ site, clusters }) {
  const guests = new Map<string, Guest[]>();
  const add = (host: string, guest: Guest): void =>
    void guests.set(host, [...(guests.get(host) ?? []), guest]);
  for (const [name, machine] of Object.entries(site.machines))
    add(machine.host, { name, ...machine });
  for (const { nodes } of clusters) for (const node of nodes) if (node.host) add(node.host, node);
  for (const [name, list] of guests) {
    const host = site.hosts[name];
    if (!host) {
      const names = list.map((guest) => guest.name).join(", ");
      const todo = didYouMean(name, Object.keys(site.hosts)) ?? "add it to the site's hosts";
      yield { place: "site", message: `host "${name}" of ${names} does not exist; ${todo}` };
      continue;
    }
    for (const message of overload(host, list))
      yield { place: "site", message: `host ${name} ${message}` };
  }
};

function* overload(host: Host, guests: readonly Guest[]): Iterable<string> {
  const memory = sum(guests.map((guest) => parseQuantity(guest.memory)));
  if (memory > parseQuantity(host.memory)) {
    yield `has ${host.memory} of memory, but its virtual machines take ${formatBytes(memory)}; make some smaller`;
  }
  const cpu = sum(guests.map((guest) => guest.cpu));
  const { cores, cpuOvercommit = 4 } = host;
  if (cpu > cores * cpuOvercommit) {
    yield `has ${cores} cores, but its virtual machines take ${cpu} virtual CPUs, more than ${cpuOvercommit} per core; make some smaller or raise cpuOvercommit`;
  }
  const disks = guests.flatMap((guest) => Object.values(guest.disks));
  for (const pool of new Set(disks.flatMap((disk) => disk.pool ?? []))) {
    const known = host.storagePools[pool];
    const used = sum(
      disks.filter((disk) => disk.pool === pool).map(({ size }) => parseQuantity(size)),
    );
    if (!known) {
      yield `has no storage pool "${pool}"; ${didYouMean(pool, Object.keys(host.storagePools)) ?? "add it"}`;
    } else if (known.size && used > parseQuantity(known.size)) {
      yield `has ${known.size} in storage pool ${pool}, but the disks in it take ${formatBytes(used)}; make some smaller`;
    }
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
