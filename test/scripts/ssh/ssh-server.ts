import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, connect } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Machine } from "../../../scripts/ssh/machine.ts";
import { withKeys } from "../../../scripts/ssh/known-hosts.ts";
import type { SshFiles } from "../../../scripts/ssh/options.ts";

/** A real SSH server on loopback with keys of its own, for one test file. */
export interface SshServer {
  readonly machine: Machine;
  readonly files: SshFiles;
  readonly directory: string;
  stop(): void;
}

const program = "/usr/sbin/sshd";

export async function startSshServer(name = "mgmt-cp-01"): Promise<SshServer> {
  if (!existsSync(program))
    throw new Error(
      `${program} is missing; install it, on Debian with: apt-get install openssh-server`,
    );
  // Short: the sockets of the client stand in it.
  const directory = mkdtempSync(join(tmpdir(), "ssh-"));
  makeKey(join(directory, "host"));
  makeKey(join(directory, "identity"));
  const port = await freePort();
  const config = {
    ListenAddress: "127.0.0.1",
    Port: String(port),
    HostKey: join(directory, "host"),
    AuthorizedKeysFile: join(directory, "identity.pub"),
    PidFile: "none",
    StrictModes: "no",
    UsePAM: "no",
    PasswordAuthentication: "no",
    PermitRootLogin: "prohibit-password",
    MaxSessions: "50",
  };
  const lines = Object.entries(config).map(([key, value]) => `${key} ${value}\n`);
  writeFileSync(join(directory, "config"), lines.join(""));
  // Debian's server wants this directory, which its unit makes.
  if (process.getuid?.() === 0) spawnSync("mkdir", ["-p", "/run/sshd"]);
  const child = spawn(program, ["-D", "-e", "-f", join(directory, "config")], { stdio: "ignore" });
  const machine = { name, address: "127.0.0.1", port, user: userInfo().username };
  await answers(port);
  const knownHosts = join(directory, "known_hosts");
  writeFileSync(knownHosts, withKeys("", machine, [publicKey(join(directory, "host.pub"))]));
  return {
    machine,
    directory,
    files: { knownHosts, sockets: directory, identity: join(directory, "identity") },
    stop() {
      child.kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export function makeKey(path: string): void {
  spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path]);
}

/** Type and key, without the comment. */
export function publicKey(path: string): string {
  return readFileSync(path, "utf8").split(" ").slice(0, 2).join(" ").trim();
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function answers(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => resolve(false));
    });
    if (isUp) return;
    await sleep(50);
  }
  throw new Error(`sshd does not listen at port ${port}`);
}
