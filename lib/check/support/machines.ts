import type { Disk } from "../../model/site.ts";
import { readQuantity } from "./amounts.ts";

/** Says what is wrong with a quantity, as `<what> "<value>" ...`; nothing when it is right. */
export function* quantityIssues(
  what: string,
  quantity: string,
  example = "16Gi",
): Iterable<string> {
  const value = readQuantity(quantity);
  if (value === undefined) {
    const [, digits = "", unit = ""] = /^\s*([\d.]+)\s*([KMGTPE])i?b?\s*$/i.exec(quantity) ?? [];
    const meant = `${digits}${unit.toUpperCase()}i`;
    const todo = digits ? `did you mean "${meant}"?` : "correct the number or its unit";
    yield `has ${what} "${quantity}", not a quantity such as ${example}; ${todo}`;
  } else if (value <= 0) {
    yield `has ${what} "${quantity}"; use more than 0`;
  }
}

export function* diskIssues(disks: Readonly<Record<string, Disk>>): Iterable<string> {
  for (const [disk, { size }] of Object.entries(disks))
    yield* quantityIssues(`a disk ${disk} of`, size);
}
