import { parseQuantity } from "../../kubernetes/quantity.ts";

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
