import { createHash } from "node:crypto";
import type { Machine } from "./machine.ts";

export interface SshFiles {
  /** Where the host keys of the site are kept. */
  readonly knownHosts: string;
  /** A directory of this user alone; short, as the path of a socket may have 104 bytes. */
  readonly sockets: string;
  /** A private key instead of what ssh finds by itself. */
  readonly identity?: string;
}

/** The arguments of ssh for a machine, without the command. The user's ~/.ssh/config still counts, for a jump host. */
export function sshArguments(machine: Machine, files: SshFiles): string[] {
  const options: Readonly<Record<string, string>> = {
    BatchMode: "yes",
    ConnectTimeout: "10",
    ServerAliveInterval: "5",
    ServerAliveCountMax: "4",
    StrictHostKeyChecking: "yes",
    UserKnownHostsFile: `"${files.knownHosts}"`,
    GlobalKnownHostsFile: "/dev/null",
    // Keys are kept by name: an address may pass on to another machine.
    HostKeyAlias: machine.name,
    UpdateHostKeys: "no",
    LogLevel: "ERROR",
    ForwardAgent: "no",
    // One connection for all commands; it ends by itself when nobody uses it.
    ControlMaster: "auto",
    ControlPersist: "60",
    ControlPath: `${files.sockets}/${socketName(machine, files)}`,
    ...(files.identity && { IdentityFile: `"${files.identity}"`, IdentitiesOnly: "yes" }),
  };
  return [
    ...Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
    ...(machine.port ? ["-p", String(machine.port)] : []),
    "-T",
    `${machine.user}@${machine.address}`,
  ];
}

/** By name and known keys, too: at a passed-on address an open connection would skip the check of the key. */
function socketName(
  { name, address, port, user }: Machine,
  { knownHosts, identity }: SshFiles,
): string {
  return createHash("sha256")
    .update([name, address, port, user, knownHosts, identity].join(" "))
    .digest("hex")
    .slice(0, 16);
}
