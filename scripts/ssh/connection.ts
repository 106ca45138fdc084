import type { FleetError } from "../../lib/problem.ts";
import { failure } from "../tell/failure.ts";
import type { Machine } from "./machine.ts";

type Meaning = (machine: Machine, found: RegExpExecArray) => string;

/** What OpenSSH says, and what it means for the reader. */
const meanings: readonly (readonly [RegExp, Meaning])[] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED[\s\S]*?key sent by the remote host is\s+(SHA256:\S+?)\.?\s/,
    ({ name, address }, [, fingerprint]) =>
      `shows another SSH host key at ${address} than clusters/known_hosts has (${fingerprint}): it was installed anew, or somebody stands between; compare it with "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub" on the machine itself, then run: npm run trust -- ${name} --replace`,
  ],
  [
    /No \S+ host key is known for|Host key verification failed/,
    ({ name, address }) =>
      `has no SSH host key in clusters/known_hosts (address ${address}); run: npm run trust -- ${name}`,
  ],
  [
    /Permission denied \(([^)]*)\)/,
    ({ user, address }) =>
      `does not let ${user} in at ${address} with the SSH keys of this computer; add your public key to ssh.publicKeys in clusters/site.ts and to authorized_keys there, or name the private one in STRATA_SSH_KEY`,
  ],
  [
    /Could not resolve hostname (\S+?):/,
    (_, [, host]) => `has no address for "${host}"; correct ~/.ssh/config or the data`,
  ],
  [
    // As ssh itself begins: a program over there may say the same of something else.
    /^(?:ssh: connect to host \S+ port \d+: |(?=Connection (?:closed|reset|timed out))|(?=Timeout, server)|(?=client_loop: )|(?=kex_exchange_identification: )|(?=mux_client_\w+: ))([^\n]*?)\r?$/m,
    ({ address, port = 22 }, [, reason]) =>
      `does not answer at ${address} port ${port} (${reason}); check that it is on and in the network: ping ${address}`,
  ],
];

/** Why ssh did not get to the machine; nothing when its words are those of the command there. */
export function connectionFailure(machine: Machine, said: string): FleetError | undefined {
  for (const [pattern, meaning] of meanings) {
    const found = pattern.exec(said);
    if (found) return failure(machine.name, meaning(machine, found));
  }
  return undefined;
}
