import { failure } from "../tell/failure.ts";
import type { Machine } from "../ssh/machine.ts";
import { lookWith } from "../ssh/machine.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { VirtualMachine } from "./machine.ts";
import type { Found } from "./plan.ts";
import type { Config } from "./settings.ts";
import { parseConfig } from "./settings.ts";

/** A virtual machine as Proxmox lists it. */
export interface Listed {
  readonly vmid: number;
  readonly name?: string;
  readonly status: string;
  readonly tags?: string;
}

/** Proxmox takes seconds for a command, and more when its disks are busy. */
const timeoutSeconds = 90;

export async function listMachines(ssh: Ssh, host: Machine, node: string): Promise<Listed[]> {
  const argv = ["pvesh", "get", `/nodes/${node}/qemu`, "--output-format", "json"];
  return JSON.parse(await ssh.run(host, { argv, timeoutSeconds })) as Listed[];
}

/** Nothing for a number that no machine has. */
export async function readConfig(ssh: Ssh, host: Machine, id: number): Promise<Config | undefined> {
  const argv = ["qm", "config", String(id)];
  const { exitCode, stdout, stderr } = await ssh.try(host, { argv, timeoutSeconds });
  if (exitCode === 0) return parseConfig(stdout);
  if (stderr.includes("does not exist")) return undefined;
  const message = `"qm config ${id}" failed: ${stderr.trim()}; look there with: ${lookWith(host, "pveversion")}`;
  throw failure(host.name, message);
}

export async function findMachine(
  ssh: Ssh,
  { host, id }: VirtualMachine,
): Promise<Found | undefined> {
  const config = await readConfig(ssh, host, id);
  if (!config) return undefined;
  const argv = ["qm", "status", String(id)];
  const status = await ssh.run(host, { argv, timeoutSeconds });
  return { config, isRunning: status.trim() === "status: running" };
}

/** Whether the guest agent answers. */
export async function agentAnswers(ssh: Ssh, { host, id }: VirtualMachine): Promise<boolean> {
  const argv = ["qm", "guest", "cmd", String(id), "ping"];
  return (await ssh.try(host, { argv, timeoutSeconds })).exitCode === 0;
}

/** Public host keys as the machine itself says, through its host: nobody stands between. */
export async function readHostKeys(ssh: Ssh, machine: VirtualMachine): Promise<string[]> {
  const { host, id, name } = machine;
  const path = "/etc/ssh/ssh_host_ed25519_key.pub";
  const argv = ["qm", "guest", "exec", String(id), "--", "cat", path];
  const answer = await ssh.run(host, { argv, timeoutSeconds });
  const said = JSON.parse(answer) as { exitcode?: number; "out-data"?: string };
  const key = said["out-data"]?.split(" ").slice(0, 2).join(" ").trim();
  if (said.exitcode === 0 && key) return [key];
  throw failure(name, `has no ${path}; look at its console: qm terminal ${id} on ${host.name}`);
}
