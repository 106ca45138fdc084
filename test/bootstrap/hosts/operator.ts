import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run.ts";

/** Who works on the hosts: an SSH key pair, and the home directory that it lies in. */
export interface Operator {
  readonly address: string;
  readonly home: string;
  /** Private key. */
  readonly identityFile: string;
  /** One line, as in authorized_keys. */
  readonly publicKey: string;
}

export function makeOperator(directory: string, address: string): Operator {
  const ssh = join(directory, ".ssh");
  mkdirSync(ssh, { recursive: true, mode: 0o700 });
  const identityFile = join(ssh, "id_ed25519");
  makeKey(identityFile, "operator");
  const publicKey = readFileSync(`${identityFile}.pub`, "utf8").trim();
  return { address, home: directory, identityFile, publicKey };
}

/** A new ed25519 key pair in `file` and `file`.pub, without a passphrase. */
export function makeKey(file: string, comment: string): void {
  run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file], "y\n");
}
