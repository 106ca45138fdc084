import type { ChildProcess } from "node:child_process";
import { execFile, spawn } from "node:child_process";
import { closeSync, cpSync, existsSync, openSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { until } from "../../e2e/wait.ts";
import type { BlockDisk, RootDisk } from "./disk.ts";
import { writeDiskList } from "./disk.ts";
import { journalFolder } from "../stand-ins/systemd/journal.ts";
import { restartCode } from "../stand-ins/systemd/protocol.ts";
import type { Cable, HomeNetwork } from "./network.ts";
import { makeKey } from "./operator.ts";
import { run } from "./run.ts";
import { commandOf, projectDirectory } from "./programs.ts";

const execFileAsync = promisify(execFile);
const init = fileURLToPath(new URL("init.sh", import.meta.url));

export interface HostOptions {
  readonly name: string;
  readonly address: string;
  readonly disk: RootDisk;
  readonly network: HomeNetwork;
}

/** A computer of the house: a file system, processes and a network of its own, and a real SSH server. */
export class TestHost {
  readonly name: string;
  readonly address: string;
  readonly disk: RootDisk;
  /** Beside its root; it finds them when it is switched on. */
  readonly blockDisks: BlockDisk[] = [];
  readonly #options: HostOptions;
  #process: ChildProcess | undefined;
  #pid = 0;
  #cable: Cable | undefined;

  constructor(options: HostOptions) {
    this.#options = options;
    ({ name: this.name, address: this.address, disk: this.disk } = options);
  }

  get isOn(): boolean {
    return this.#process !== undefined;
  }

  /** Starts it and waits until its SSH server answers. */
  async switchOn(): Promise<void> {
    await this.powerOn();
    await this.untilSsh();
  }

  /** Starts it, and does not wait until it can be used. */
  async powerOn(): Promise<void> {
    if (!this.isOn) await this.#boot();
  }

  async untilSsh(): Promise<void> {
    await until(`the SSH server of ${this.name}`, () => isOpen(this.address, 22), 60);
  }

  /** As if its power was cut: every process of it is killed at once. */
  switchOff(): void {
    const child = this.#process;
    this.#process = undefined;
    this.#pid = 0;
    child?.kill("SIGKILL");
    this.#cable?.remove();
  }

  cutOff(): void {
    this.#cable?.pull();
  }

  reconnect(): void {
    this.#cable?.putBack();
  }

  /** As a machine that was installed anew, or another one in its place. */
  changeHostKey(): void {
    makeKey(join(this.disk.keep, "etc/ssh/ssh_host_ed25519_key"), `root@${this.name}`);
  }

  /** Public host key as known_hosts has it, without the name. */
  get hostKey(): string {
    const file = join(this.disk.keep, "etc/ssh/ssh_host_ed25519_key.pub");
    return readFileSync(file, "utf8").split(" ").slice(0, 2).join(" ");
  }

  /** Runs a command as root on the host itself, not over its network; its output, or an error with what it said. */
  run(program: string, ...args: readonly string[]): string {
    const inside = ["--all", "--root", "--wd", "--target", String(this.#pid), program, ...args];
    return run("nsenter", inside);
  }

  /** The same in its own time, whatever the exit code is. */
  async execute(
    command: readonly string[],
    input = "",
  ): Promise<{ code: number; out: string; error: string }> {
    const inside = ["--all", "--root", "--wd", "--target", String(this.#pid), ...command];
    const running = execFileAsync("nsenter", inside);
    // A command that reads nothing closes its side.
    running.child.stdin?.on("error", () => {});
    running.child.stdin?.end(input);
    try {
      const { stdout, stderr } = await running;
      return { code: 0, out: stdout, error: stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: stdout, error: stderr };
    }
  }

  /** What the host's units wrote, all of it. */
  journal(): string {
    return this.run("journalctl");
  }

  /** Copies what its units wrote to a folder of its name in `directory`: the disk does not outlive a run. */
  keepJournal(directory: string): void {
    const from = join(this.disk.root, journalFolder);
    if (existsSync(from)) cpSync(from, join(directory, this.name), { recursive: true });
  }

  async #boot(): Promise<void> {
    const { disk, network, name } = this.#options;
    writeDiskList(disk.keep, this.blockDisks);
    const log = openSync(join(dirname(disk.keep), "console.log"), "a");
    const own = ["--net", "--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child"];
    const args = [...own, "sh", init, disk.root, disk.keep, projectDirectory, name];
    const child = spawn("unshare", [...args, ...commandOf("systemd/main.ts")], {
      detached: true,
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    this.#process = child;
    child.on("exit", (code) => {
      if (this.#process !== child) return;
      this.#process = undefined;
      this.#cable?.remove();
      if (code === restartCode) void this.#boot();
    });
    await until(`the first process of ${name}`, () => (this.#pid = childOf(child.pid!)) > 0, 30);
    this.#cable = network.plug(this.#pid, this.address);
  }
}

/** Process id of the only child of a process; 0 while it has none. */
function childOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim());
  } catch {
    return 0;
  }
}

export function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.on("connect", () => end(true));
    socket.on("error", () => end(false));
    socket.on("timeout", () => end(false));
  });
}
