import type { Machine } from "./machine.ts";
import type { Ssh } from "./ssh.ts";

/** The text of a file on a machine; empty when it is not there. */
export async function readRemote(ssh: Ssh, machine: Machine, path: string): Promise<string> {
  return (await ssh.try(machine, { argv: ["cat", "--", path] })).stdout;
}

/** Whether a program ends well there. */
export async function succeeds(ssh: Ssh, machine: Machine, ...argv: string[]): Promise<boolean> {
  return (await ssh.try(machine, { argv })).exitCode === 0;
}
