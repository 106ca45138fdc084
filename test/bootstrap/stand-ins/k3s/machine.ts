import { existsSync, readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";

/** What this machine's hypervisor gave it. */
export interface MachineSize {
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

/** The kernel here is that of the computer which the tests run on: it would tell that one's size. */
export function machineSize(): MachineSize {
  const file = "/etc/machine-size.json";
  if (!existsSync(file)) return { cpu: cpus().length, memory: totalmem() };
  return JSON.parse(readFileSync(file, "utf8")) as MachineSize;
}
