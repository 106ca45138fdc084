import type { Node } from "../../model/cluster-data.ts";
import { parseQuantity } from "../../kubernetes/quantity.ts";

export interface Amount {
  readonly cpu: number;
  readonly memory: number;
}

export const nothing: Amount = { cpu: 0, memory: 0 };

export function add(a: Amount, b: Amount, times = 1): Amount {
  return { cpu: a.cpu + b.cpu * times, memory: a.memory + b.memory * times };
}

export function larger(a: Amount, b: Amount): Amount {
  return { cpu: Math.max(a.cpu, b.cpu), memory: Math.max(a.memory, b.memory) };
}

/** A quantity as a number, or undefined: the rule that owns the field reports a malformed one. */
export function readQuantity(quantity: string | number | undefined): number | undefined {
  if (quantity === undefined) return undefined;
  try {
    return parseQuantity(quantity);
  } catch {
    return undefined;
  }
}

export const defaultReserved = { cpu: "500m", memory: "1Gi" };

/** What a node has to give to pods; undefined when its data is malformed. */
export function allocatable({ cpu, memory, reserved = defaultReserved }: Node): Amount | undefined {
  const [total, keptCpu, keptMemory] = [memory, reserved.cpu, reserved.memory].map(readQuantity);
  if (total === undefined || keptCpu === undefined || keptMemory === undefined) return undefined;
  const left = { cpu: cpu - keptCpu, memory: total - keptMemory };
  return left.cpu > 0 && left.memory > 0 ? left : undefined;
}
