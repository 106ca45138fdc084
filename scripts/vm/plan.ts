import { failure } from "../tell/failure.ts";
import type { DiskChange } from "./disks.ts";
import { diskChanges } from "./disks.ts";
import type { VirtualMachine } from "./machine.ts";
import type { Config, SettingChange } from "./settings.ts";
import { settingChanges } from "./settings.ts";

/** What differs between the data and a host. */
export interface MachinePlan {
  readonly machine: VirtualMachine;
  readonly isThere: boolean;
  readonly isRunning: boolean;
  readonly settings: readonly SettingChange[];
  readonly disks: readonly DiskChange[];
}

/** A machine as its host has it; absent when it has none of that number. */
export interface Found {
  readonly config: Config;
  readonly isRunning: boolean;
}

/** Throws when another machine has its number. */
export function planMachine(machine: VirtualMachine, found: Found | undefined): MachinePlan {
  const config = found?.config ?? new Map<string, string>();
  const name = config.get("name");
  if (found && name !== machine.name) {
    const message = `number ${machine.id} on ${machine.host.name} is "${name ?? "a machine without a name"}"; give ${machine.name} another vmId in clusters/, or remove that one`;
    throw failure(machine.name, message);
  }
  return {
    machine,
    isThere: found !== undefined,
    isRunning: found?.isRunning ?? false,
    settings: settingChanges(machine, config),
    disks: diskChanges(machine, config),
  };
}

/** Whether a machine must be named again by the user before its plan is carried out. */
export function losesData({ disks }: MachinePlan): boolean {
  return disks.some(({ kind }) => kind === "shrink");
}

/** Refuses what cannot be done to the machine as it is. */
export function requirePossible({ machine, disks }: MachinePlan): void {
  for (const change of disks) {
    const { disk, kind } = change;
    if (kind === "move") {
      const message = `disk ${disk.name} is in pool ${change.from}, the data says ${disk.pool}; move it with: qm disk move ${machine.id} ${disk.slot} ${disk.pool} --delete 1`;
      throw failure(machine.name, message);
    }
    if (kind === "shrink" && disk.slot === "scsi0") {
      const message = `disk ${disk.name} has ${change.from} GiB, the data says ${disk.gibibytes}, and the operating system is on it; correct the size, or make the machine anew: npm run vm -- destroy ${machine.name}`;
      throw failure(machine.name, message);
    }
  }
}

/** The plan for people: nothing for a machine that is as it should be. */
export function planLines({ machine, isThere, isRunning, settings, disks }: MachinePlan): string[] {
  const { name, id, host } = machine;
  const lines = [
    ...settings
      .filter(({ key }) => isThere && key !== "name")
      .map(({ key, from, to }) => `  ~ ${key}: ${from ?? "not set"} -> ${to}`),
    ...disks.map((change) => `  ${isThere ? diskLine(change) : addLine(change)}`),
    ...(isThere && !isRunning ? ["  ~ start it"] : []),
  ];
  const head = `${isThere ? "~" : "+"} ${name} (${id} on ${host.name})`;
  if (!isThere) {
    const { cores, memoryMebibytes, address } = machine;
    const size = `  + ${cores} CPUs, ${memoryMebibytes} MiB of memory, ${address}`;
    return [head, size, ...lines];
  }
  return lines.length > 0 ? [head, ...lines] : [];
}

function addLine({ disk }: DiskChange): string {
  return `+ disk ${disk.name}: ${disk.gibibytes} GiB in ${disk.pool}`;
}

function diskLine(change: DiskChange): string {
  const { disk, kind } = change;
  if (kind === "add") return addLine(change);
  if (kind === "grow") return `~ disk ${disk.name}: ${change.from} -> ${disk.gibibytes} GiB`;
  if (kind === "move") return `! disk ${disk.name}: in ${change.from} -> ${disk.pool}`;
  return `- disk ${disk.name}: ${change.from} -> ${disk.gibibytes} GiB: what is on it is LOST`;
}
