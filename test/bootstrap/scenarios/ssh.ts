import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TestHosts } from "../hosts/index.ts";

const execute = promisify(execFile);

/** How a command ended, with its output trimmed. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs a line of shell as root on a host, over its network. */
export type Ssh = (name: string, command: string, input?: string) => Promise<Outcome>;

/** A client that trusts the keys which the hosts have now. */
export function sshTo(house: TestHosts, directory: string): Ssh {
  const knownHosts = join(directory, "known_hosts");
  const lines = [...house.hosts.values()].map(({ address, hostKey }) => `${address} ${hostKey}\n`);
  writeFileSync(knownHosts, lines.join(""));
  const options = [
    "BatchMode=yes",
    "StrictHostKeyChecking=yes",
    "ConnectTimeout=3",
    `UserKnownHostsFile=${knownHosts}`,
    `IdentityFile=${house.operator.identityFile}`,
  ];
  const fixed = options.flatMap((option) => ["-o", option]);
  return async (name, command, input = "") => {
    const running = execute("ssh", [...fixed, `root@${house.host(name).address}`, command]);
    running.child.stdin?.on("error", () => {});
    running.child.stdin?.end(input);
    try {
      const { stdout, stderr } = await running;
      return { code: 0, out: stdout.trim(), error: stderr.trim() };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: stdout.trim(), error: stderr.trim() };
    }
  };
}

/** The output of a command that must succeed. */
export async function must(outcome: Promise<Outcome>): Promise<string> {
  const { code, out, error } = await outcome;
  if (code !== 0) throw new Error(`ended with ${code}: ${error || out}`);
  return out;
}
