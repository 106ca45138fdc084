import { formatBytes, formatCores, readQuantity } from "../../kubernetes/quantity.ts";
import type { Disk, Host } from "../../model/site.ts";
import { diskIssues, quantityIssues, virtualIssues } from "../support/machines.ts";
import type { FleetRule } from "../support/rule.ts";
import { didYouMean } from "../../words.ts";

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
  const add = (host: string, guest: Guest): void => {
    const list = guests.get(host);
    if (list) list.push(guest);
    else guests.set(host, [guest]);
  };
  for (const [name, machine] of Object.entries(site.machines)) {
    add(machine.host, { name, ...machine });
    for (const message of machineIssues(machine))
      yield { place: "site", message: `machine ${name} ${message}` };
  }
  for (const { nodes } of clusters) for (const node of nodes) if (node.host) add(node.host, node);
  for (const [name, host] of Object.entries(site.hosts)) {
    for (const message of hostIssues(host, guests.get(name) ?? []))
      yield { place: "site", message: `host ${name} ${message}` };
  }
  for (const [name, list] of guests) {
    if (site.hosts[name]) continue;
    const names = list.map((guest) => guest.name).join(", ");
    const todo = didYouMean(name, Object.keys(site.hosts)) ?? "add it to the site's hosts";
    yield { place: "site", message: `host "${name}" of ${names} does not exist; ${todo}` };
  }
};

function* machineIssues(machine: Omit<Guest, "name">): Iterable<string> {
  yield* quantityIssues("memory", machine.memory);
  yield* virtualIssues(machine);
  yield* diskIssues(machine.disks);
}

function* hostIssues(host: Host, guests: readonly Guest[]): Iterable<string> {
  yield* quantityIssues("memory", host.memory);
  for (const [pool, { size }] of Object.entries(host.storagePools))
    if (size !== undefined) yield* quantityIssues(`a storage pool ${pool} of`, size);
  const memory = sum(guests.map((guest) => guest.memory));
  if (memory > (readQuantity(host.memory) ?? Infinity)) {
    yield `has ${host.memory} of memory, but its virtual machines take ${formatBytes(memory)}; make some smaller`;
  }
  const cpu = guests.reduce((total, guest) => total + guest.cpu, 0);
  const { cores, cpuOvercommit = 4 } = host;
  if (cpu > cores * cpuOvercommit) {
    yield `has ${cores} cores, but its virtual machines take ${formatCores(cpu)} virtual CPUs, more than ${cpuOvercommit} per core; make some smaller or raise cpuOvercommit`;
  }
  yield* poolIssues(host, guests);
}

function* poolIssues({ storagePools }: Host, guests: readonly Guest[]): Iterable<string> {
  const disks = guests.flatMap((guest) => Object.values(guest.disks));
  const byPool = Map.groupBy(disks, ({ pool }) => pool);
  for (const [pool, members] of byPool) {
    if (pool === undefined) continue;
    const known = storagePools[pool];
    const used = sum(members.map(({ size }) => size));
    if (!known) {
      yield `has no storage pool "${pool}"; ${didYouMean(pool, Object.keys(storagePools)) ?? "add it to its storagePools"}`;
    } else if (known.size && used > (readQuantity(known.size) ?? Infinity)) {
      yield `has ${known.size} in storage pool ${pool}, but the disks in it take ${formatBytes(used)}; make some smaller`;
    }
  }
}

/** A malformed quantity counts as nothing here: it is reported where it stands. */
function sum(quantities: readonly string[]): number {
  return quantities.reduce((total, quantity) => total + (readQuantity(quantity) ?? 0), 0);
}
