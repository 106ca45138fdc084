import { chmodSync, lstatSync, mkdirSync } from "node:fs";
import { userInfo } from "node:os";
import { quote } from "zx/core";
import { isKubectl, onceBack } from "../process/away.ts";
import { connectionFailure } from "./connection.ts";
import { failure } from "../tell/failure.ts";
import type { Machine } from "./machine.ts";
import { lookWith } from "./machine.ts";
import type { Call, Result } from "../process/program.ts";
import { defaultTimeoutSeconds, runProgram } from "../process/program.ts";
import { posixQuote } from "../process/quote.ts";
import type { SshFiles } from "./options.ts";
import { sshArguments } from "./options.ts";
import { sudoFailure } from "./sudo.ts";

/** Runs programs on machines, over one connection for each. */
export class Ssh {
  readonly files: SshFiles;
  readonly #signal: AbortSignal | undefined;
  readonly #used = new Map<string, Machine>();
  readonly #held = new Map<string, string>();

  constructor(files: SshFiles, signal?: AbortSignal) {
    this.files = files;
    this.#signal = signal;
  }

  /** From now on each command there locks this file, shared, for as long as it runs, whatever becomes of this side. */
  hold(machine: Machine, file: string): void {
    this.#held.set(machine.name, file);
  }

  /** The result whatever the exit code is. Throws when the machine cannot be reached, and when the time is up. */
  async try(machine: Machine, call: Call): Promise<Result> {
    this.#used.set(machine.name, machine);
    const { timeoutSeconds = defaultTimeoutSeconds } = call;
    const argv = this.argv(machine, call.argv);
    const signal = call.signal ?? this.#signal;
    const result = await runProgram({ ...call, argv, ...(signal && { signal }) });
    if (result.isLate) throw tooLate(machine, call.argv, timeoutSeconds);
    if (result.exitCode === 255) {
      const problem = connectionFailure(machine, result.stderr);
      if (problem) throw problem;
    }
    const problem = result.exitCode === 0 ? undefined : sudoFailure(machine, result.stderr);
    if (problem) throw problem;
    return result;
  }

  /** The standard output. Throws what went wrong, with the command to look further. */
  async run(machine: Machine, call: Call): Promise<string> {
    const attempt = (): Promise<Result> => this.try(machine, call);
    const signal = call.signal ?? this.#signal;
    const { exitCode, stdout, stderr } = await (isKubectl(call.argv)
      ? onceBack(attempt, signal)
      : attempt());
    if (exitCode === 0) return stdout;
    const last = stderr.trim().split("\n").at(-1) || "nothing on stderr";
    throw failure(
      machine.name,
      `"${shownArgv(call.argv)}" ended with code ${exitCode}: ${last}; correct that, or look there with: ${lookWith(machine)}`,
    );
  }

  /** The whole command: what ssh hands to the remote shell is quoted, word by word. */
  argv(machine: Machine, argv: readonly string[], isShared = true): string[] {
    const file = isShared && this.#held.get(machine.name);
    // Closed, as what a command leaves running, such as a service, would keep the lock.
    const holding = file ? ["flock", "--shared", "--close", file, ...argv] : argv;
    const words = machine.user === "root" ? holding : ["sudo", "-n", "--", ...holding];
    return [
      "ssh",
      // The first of an option counts.
      ...(isShared ? [] : ["-o", "ControlPath=none"]),
      ...sshArguments(machine, this.files),
      words.map(posixQuote).join(" "),
    ];
  }

  /** Ends the connections. */
  async close(): Promise<void> {
    const ends = [...this.#used.values()].map((machine) => {
      const argv = ["ssh", "-O", "exit", ...sshArguments(machine, this.files)];
      return runProgram({ argv, timeoutSeconds: 5 });
    });
    await Promise.all(ends);
  }
}

/** For messages: the arguments as they were given. */
export function shownArgv(argv: readonly string[]): string {
  return argv.map((word) => quote(word)).join(" ");
}

/** A directory for the sockets of connections. Throws when it is somebody else's. */
export function socketDirectory(): string {
  const { uid } = userInfo();
  const directory = `/tmp/strata-${uid}`;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const found = lstatSync(directory);
  if (!found.isDirectory() || found.uid !== uid) {
    throw failure(directory, "is not a directory of yours; remove it, or have its owner do so");
  }
  chmodSync(directory, 0o700);
  return directory;
}

function tooLate(machine: Machine, argv: readonly string[], seconds: number) {
  return failure(
    machine.name,
    `"${shownArgv(argv)}" did not end in ${seconds} s; see what it waits for with: ${lookWith(machine, "ps -ef")}`,
  );
}
