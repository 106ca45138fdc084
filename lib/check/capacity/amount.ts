import { parseQuantity } from "../../kubernetes/quantity.ts";
import { formatBytes, formatCores } from "../../kubernetes/quantity.ts";

/** What a node gives and a pod takes, in whole units: floating point would make 0.1 and 0.2 more than 0.3. */
export interface Amount {
  /** Thousandths of a core. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
  /** Bytes of the system's disk; Infinity where nobody says. */
  readonly storage: number;
  readonly pods: number;
  /** Of the pods' network. */
  readonly addresses: number;
}

export type Resource = keyof Amount;

export const resources = ["cpu", "memory", "storage", "pods", "addresses"] as const;

export const nothing: Amount = { cpu: 0, memory: 0, storage: 0, pods: 0, addresses: 0 };

// Written out: these are asked for more often than anything else here.

export function add(one: Amount, other: Amount, times = 1): Amount {
  return {
    cpu: one.cpu + other.cpu * times,
    memory: one.memory + other.memory * times,
    storage: one.storage + other.storage * times,
    pods: one.pods + other.pods * times,
    addresses: one.addresses + other.addresses * times,
  };
}

export function subtract(one: Amount, other: Amount): Amount {
  return {
    cpu: one.cpu - other.cpu,
    memory: one.memory - other.memory,
    storage: one.storage - other.storage,
    pods: one.pods - other.pods,
    addresses: one.addresses - other.addresses,
  };
}

export function larger(one: Amount, other: Amount): Amount {
  return {
    cpu: Math.max(one.cpu, other.cpu),
    memory: Math.max(one.memory, other.memory),
    storage: Math.max(one.storage, other.storage),
    pods: Math.max(one.pods, other.pods),
    addresses: Math.max(one.addresses, other.addresses),
  };
}

export function sum(amounts: readonly Amount[]): Amount {
  return amounts.reduce((all, one) => add(all, one), nothing);
}

export function fits(size: Amount, room: Amount): boolean {
  for (const resource of resources) if (size[resource] > room[resource]) return false;
  return true;
}

/** A request as the scheduler counts it, rounded up; 0 for none, and for a malformed one, which its schema reports. */
export function read(quantity: string | number | undefined, unit: "milli" | "byte"): number {
  if (quantity === undefined) return 0;
  try {
    const value = parseQuantity(quantity) * (unit === "milli" ? 1000 : 1);
    // What is whole but for the last bit of a floating point number is whole.
    return Math.ceil(value - 1e-6);
  } catch {
    return 0;
  }
}

const words: Readonly<Record<Resource, string>> = {
  cpu: "CPU",
  memory: "memory",
  storage: "ephemeral storage",
  pods: "pods",
  addresses: "addresses",
};

/** As a person reads it: `1.5`, `250m`, `7Gi`, `110`. */
export function shownAmount(resource: Resource, value: number): string {
  if (value === Infinity) return "unknown";
  if (value === 0) return "0";
  if (resource === "cpu") return formatCores(value / 1000);
  if (resource === "memory" || resource === "storage") return formatBytes(value);
  return String(value);
}

/** What is wanted, with its unit, and what there is; in smaller units where they would read the same. */
export function shownPair(resource: Resource, wanted: number, has: number): [string, string] {
  const pair = [wanted, has].map((value) => shownAmount(resource, value)) as [string, string];
  const [first, second] =
    pair[0] === pair[1] && wanted !== has ? [fine(resource, wanted), fine(resource, has)] : pair;
  return [`${first} ${words[resource]}`, second];
}

function fine(resource: Resource, value: number): string {
  if (resource === "cpu") return `${value}m`;
  return value % 2 ** 20 === 0 ? `${value / 2 ** 20}Mi` : String(value);
}

/** The same with its unit: `1.5 CPU`, `7Gi memory`, `110 pods`. */
export function worded(resource: Resource, value: number): string {
  return `${shownAmount(resource, value)} ${words[resource]}`;
}
