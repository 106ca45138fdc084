import type { Arguments } from "../arguments.ts";
import { number } from "../arguments.ts";
import { disksOf } from "../drives.ts";
import { isRunning, power } from "../power.ts";
import { isTemplate, load, vmids } from "../state.ts";

const config = ({ words }: Arguments): void => {
  const { config: all } = load(number("vmid", words[0]));
  for (const key of Object.keys(all).sort()) console.log(`${key}: ${all[key]}`);
};

const status = async ({ words }: Arguments): Promise<void> => {
  const { vmid } = load(number("vmid", words[0]));
  console.log(`status: ${(await isRunning(vmid)) ? "running" : "stopped"}`);
};

const list = async (): Promise<void> => {
  const machines = await machineList();
  if (machines.length === 0) return;
  const row = (cells: readonly string[]): string =>
    [10, -20, -10, -10, 12, -10]
      .map((width, i) => (width < 0 ? cells[i]!.padEnd(-width) : cells[i]!.padStart(width)))
      .join(" ");
  console.log(row(["VMID", "NAME", "STATUS", "MEM(MB)", "BOOTDISK(GB)", "PID"]));
  for (const { vmid, name, status: state, maxmem, maxdisk, pid = 0 } of machines) {
    const sizes = [String(maxmem / 2 ** 20), (maxdisk / 2 ** 30).toFixed(2)];
    console.log(row([String(vmid), name, state, ...sizes, String(pid)]));
  }
};

const listsnapshot = ({ words }: Arguments): void => {
  const { snapshots } = load(number("vmid", words[0]));
  const names = Object.entries(snapshots);
  for (const [depth, [name, { snaptime, description = "no-description" }]] of names.entries()) {
    const time = new Date(Number(snaptime) * 1000).toISOString().slice(0, 19).replace("T", " ");
    console.log(`${" ".repeat(depth)}\`-> ${name.padEnd(27)} ${time}     ${description}`);
  }
  console.log(`${" ".repeat(names.length)}\`-> ${"current".padEnd(27)}             You are here!`);
};

/** A machine as the API lists it. Sizes in bytes. */
export interface Listed {
  readonly vmid: number;
  readonly name: string;
  readonly status: "running" | "stopped";
  readonly cpus: number;
  readonly maxmem: number;
  readonly maxdisk: number;
  readonly template?: 1;
  readonly lock?: string;
  readonly pid?: number;
}

export async function machineList(): Promise<Listed[]> {
  const running = new Set((await power({ do: "running" })).vmids);
  return vmids().map((vmid) => {
    const vm = load(vmid);
    const { name = `VM ${vmid}`, cores = "1", sockets = "1", memory = "512", lock } = vm.config;
    return {
      vmid,
      name,
      status: running.has(vmid) ? "running" : "stopped",
      cpus: Number(cores) * Number(sockets),
      maxmem: Number(memory) * 2 ** 20,
      maxdisk: disksOf(vm)[0]?.size ?? 0,
      ...(isTemplate(vm) && { template: 1 as const }),
      ...(lock && { lock }),
      ...(running.has(vmid) && { pid: 1000 + vmid }),
    };
  });
}

export const showCommands = { config, status, list, listsnapshot, pending: config };
