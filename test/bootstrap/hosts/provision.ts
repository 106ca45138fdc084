import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { MachineSize } from "../stand-ins/k3s/machine.ts";
import { makeKey } from "./operator.ts";
import type { Programs } from "./programs.ts";

/** What an installed machine has before anybody works on it. */
export interface Installation {
  readonly name: string;
  readonly address: string;
  /** Lines of the user's authorized_keys. */
  readonly authorizedKeys: readonly string[];
  /** Who logs in, and may do everything with sudo; root when left out. */
  readonly user?: string;
  /** Names that this network resolves, to their addresses. */
  readonly names: Readonly<Record<string, string>>;
  readonly programs: Programs;
  /** Folders of this computer that the host has, too, to where it has them. */
  readonly shared?: Readonly<Record<string, string>>;
  /** Certificate authority that the machine trusts beside those of the world, PEM. */
  readonly trust?: string;
}

/** Puts the files of a fresh installation on a host's disk; `root` and `keep` as of a RootDisk. */
export function install(root: string, keep: string, options: Installation): void {
  const { name, names, address, programs, shared = {} } = options;
  const write = (base: string, path: string, text: string, mode = 0o644): void => {
    const file = join(base, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode });
    chmodSync(file, mode);
  };
  const hosts = Object.entries({ localhost: "127.0.0.1", [name]: address, ...names });
  write(root, "etc/hosts", hosts.map(([host, to]) => `${to} ${host}\n`).join(""));
  write(root, "etc/hostname", `${name}\n`);
  write(root, "etc/resolv.conf", "");
  write(root, "etc/fstab", "");
  write(root, "etc/machine-id", "");
  for (const [path, text] of Object.entries(programs)) write(root, path, text, 0o755);
  if (options.trust) addAuthority(root, options.trust);
  write(keep, "shared", shares(shared));
  write(keep, "disks", "");
  const lines = `${options.authorizedKeys.join("\n")}\n`;
  if (options.user && options.user !== "root") {
    addUser(root, keep, options.user);
    write(keep, `home/${options.user}/.ssh/authorized_keys`, lines);
  } else {
    write(keep, "root/.ssh/authorized_keys", lines, 0o600);
    chmodSync(join(keep, "root/.ssh"), 0o700);
  }
  write(keep, "etc/ssh/sshd_config", sshdConfiguration);
  write(keep, "etc/systemd/system/ssh.service", sshUnit);
  const wants = join(keep, "etc/systemd/system/multi-user.target.wants");
  mkdirSync(wants);
  symlinkSync("/etc/systemd/system/ssh.service", join(wants, "ssh.service"));
  makeKey(join(keep, "etc/ssh/ssh_host_ed25519_key"), `root@${name}`);
}

/** Of who may become root without a password, below the root of a host. */
export const sudoRule = "etc/sudoers.d/operator";

/** As an installer makes the first user: no password of root, and sudo. */
function addUser(root: string, keep: string, user: string): void {
  const id = 1500;
  // What a host changes of this computer's files is its own copy.
  const lines = {
    passwd: `${user}:x:${id}:${id}::/home/${user}:/bin/sh\n`,
    group: `${user}:x:${id}:\n`,
    shadow: `${user}:*:20000:0:99999:7:::\n`,
  };
  for (const [file, line] of Object.entries(lines)) appendFileSync(join(root, "etc", file), line);
  writeFileSync(join(root, sudoRule), `${user} ALL=(ALL) NOPASSWD: ALL\n`, { mode: 0o440 });
  mkdirSync(join(keep, "home", user), { recursive: true });
}

const bundle = "etc/ssl/certs/ca-certificates.crt";

function addAuthority(root: string, authority: string): void {
  const file = join(root, bundle);
  mkdirSync(dirname(file), { recursive: true });
  const others = existsSync(file) ? readFileSync(file, "utf8") : "";
  writeFileSync(file, `${others}${authority}`);
}

/** What programs of the host take for the size of their machine. */
export function writeSize(root: string, size: MachineSize): void {
  writeFileSync(join(root, "etc/machine-size.json"), JSON.stringify(size));
}

function shares(shared: Readonly<Record<string, string>>): string {
  return Object.entries(shared)
    .map(([source, target]) => `${source} ${target}\n`)
    .join("");
}

const sshdConfiguration = `HostKey /etc/ssh/ssh_host_ed25519_key
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
MaxStartups 100
MaxSessions 100
Subsystem sftp internal-sftp
`;

const sshUnit = `[Unit]
Description=OpenBSD Secure Shell server

[Service]
ExecStartPre=/usr/sbin/sshd -t
ExecStart=/usr/sbin/sshd -D -e
KillMode=process
Restart=on-failure

[Install]
WantedBy=multi-user.target
`;
