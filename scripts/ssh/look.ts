import { createHash } from "node:crypto";
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

/** Whether these files are there with exactly these texts, by path; in one look. */
export async function areAs(
  ssh: Ssh,
  machine: Machine,
  files: Readonly<Record<string, string>>,
): Promise<boolean> {
  const argv = ["sha256sum", "--", ...Object.keys(files)];
  const { stdout } = await ssh.try(machine, { argv });
  const lines = stdout.split("\n");
  return Object.entries(files).every(([path, text]) =>
    lines.includes(`${createHash("sha256").update(text).digest("hex")}  ${path}`),
  );
}
