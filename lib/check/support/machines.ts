import { readQuantity } from "../../kubernetes/quantity.ts";
import type { Disk } from "../../model/site.ts";

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

/** A virtual machine has whole CPUs, and whole MiB of memory. */
export function* virtualIssues({
  cpu,
  memory,
}: {
  readonly cpu: number;
  readonly memory: string;
}): Iterable<string> {
  if (cpu > 0 && !Number.isInteger(cpu))
    yield `has ${cpu} CPUs, and a virtual machine has whole ones; use ${Math.ceil(cpu)}`;
  const mebibytes = (readQuantity(memory) ?? 0) / 2 ** 20;
  if (Number.isInteger(mebibytes)) return;
  const meant = /^\d+[KMGT]$/.test(memory) ? `did you mean "${memory}i"?` : "use whole MiB";
  yield `has memory "${memory}", and a virtual machine has whole MiB; ${meant}`;
}
