import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { totalmem } from "node:os";
import { join } from "node:path";
import { FleetError } from "../../lib/problem.ts";
import { patience, until } from "./wait.ts";

export interface Command {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * They share two cores: less collecting of garbage, for some more memory each. A limit below what a program keeps
 * alive makes it collect all the time, and a dozen of the large ones run at once.
 */
const limit = Math.min(2048, Math.max(600, Math.round(totalmem() / 2 ** 20 / 12)));
const frugal = { GOGC: "400", GOMEMLIMIT: `${limit}MiB` };

/** Learns of each process group that is started, and ends them all when the run that started them is gone. */
const keeper = `groups=
while read -r group; do groups="$groups -$group"; done
[ -z "$groups" ] || kill -s KILL -- $groups`;

/** Long-running programs of a run, each with a log file of its own and a process group to be ended by. */
export class Processes {
  readonly #running = new Map<string, { child: ChildProcess; command: Command }>();
  readonly #logs: string;
  readonly #keeper = spawn("sh", ["-c", keeper], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });

  constructor(directory: string) {
    this.#logs = join(directory, "log");
    mkdirSync(this.#logs, { recursive: true });
    this.#keeper.unref();
    (this.#keeper.stdin as Socket).unref();
  }

  start(command: Command): void {
    const { name, program, args, env } = command;
    const log = openSync(this.logOf(name), "a");
    const child = spawn(program, args, {
      detached: true,
      stdio: ["ignore", log, log],
      env: { ...process.env, ...frugal, ...env },
    });
    closeSync(log);
    this.#keeper.stdin.write(`${child.pid}\n`);
    this.#running.set(name, { child, command });
  }

  /** Waits until it does what it was started for; its last lines are told when it ends before that or takes longer. */
  async ready(name: string, isReady: () => Promise<boolean>, seconds: number): Promise<void> {
    const { child } = this.#running.get(name)!;
    const isLate = await until(name, async () => !!endOf(child) || (await isReady()), seconds).then(
      () => false,
      () => true,
    );
    const how = endOf(child);
    if (!isLate && !how) return;
    const found = how ?? `is not ready after ${seconds * patience} s`;
    const message = `${name} ${found}; read the end of its log:`;
    throw new FleetError([{ place: "e2e", message, said: this.tail(name) }]);
  }

  /** Process id of what was started. */
  idOf(name: string): number {
    return this.#running.get(name)!.child.pid!;
  }

  /** SIGKILL, and the same program again, as a crash and its restart by the kubelet. */
  async kill(name: string, restartAfterMilliseconds: number): Promise<void> {
    const running = this.#running.get(name);
    if (!running) throw new Error(`${name} does not run`);
    end(running.child);
    this.#running.delete(name);
    await new Promise((resolve) => setTimeout(resolve, restartAfterMilliseconds));
    this.start(running.command);
  }

  /** Stops a program for a while, as a node under load does; what it had begun goes on afterwards. */
  async pause(name: string, milliseconds: number): Promise<void> {
    const { child } = this.#running.get(name)!;
    process.kill(-child.pid!, "SIGSTOP");
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    process.kill(-child.pid!, "SIGCONT");
  }

  /** The most memory that it has taken since it was started last, in bytes. */
  peakMemory(name: string): number {
    const status = readFileSync(`/proc/${this.#running.get(name)!.child.pid}/status`, "utf8");
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)![1]) * 1024;
  }

  /** What ended without being asked to, with the last lines of its log. */
  ended(): string[] {
    return [...this.#running].flatMap(([name, { child }]) => {
      const how = endOf(child);
      return how ? [`${name} ${how}\n${this.tail(name)}`] : [];
    });
  }

  /** File of what it prints. */
  logOf(name: string): string {
    return join(this.#logs, `${name}.log`);
  }

  tail(name: string): string {
    return readFileSync(this.logOf(name), "utf8").trim().split("\n").slice(-5).join("\n");
  }

  stopAll(): void {
    for (const { child } of this.#running.values()) end(child);
    this.#running.clear();
    this.#keeper.stdin.end();
  }
}

/** A computer without memory left kills, too. */
function endOf({ exitCode, signalCode }: ChildProcess): string | undefined {
  if (signalCode) return `was ended by ${signalCode}`;
  return exitCode === null ? undefined : `ended with code ${exitCode}`;
}

function end({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
