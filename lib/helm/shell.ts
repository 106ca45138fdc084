import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import { constants } from "node:os";

/** What a program said, and with which code it ended. */
export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** That a program did not come to an end, which says nothing of what it was given. */
export class Interrupted extends Error {}

/**
 * Reads how many words a command has, each word on a line of its own, and a line that the program shall read. Runs it;
 * behind its output stand the mark, its code, what it said of errors, and the mark again.
 */
const script = `exec 3>&1
while IFS= read -r count; do
  set --
  while [ "$count" -gt 0 ]; do
    IFS= read -r word
    set -- "$@" "$word"
    count=$((count - 1))
  done
  IFS= read -r input
  errors=$("$@" 2>&1 >&3 3>&- <<END
$input
END
  )
  printf '%s %s\\n%s%s.' "$0" "$?" "$errors" "$0"
done`;

const mostCharacters = 256 * 2 ** 20;

/**
 * Starts programs, one at a time. Node copies itself for each process that it starts, which was a fifth of its time for
 * 60 charts; a shell stays small. It ends with this process, however that ends.
 */
export class Shell {
  /** No program can know it, so that none prints it. */
  readonly #mark = randomBytes(16).toString("hex");
  readonly #process: ChildProcess;
  readonly #input: Socket;
  readonly #output: Socket;
  #said = "";
  #settle: (result: Ended | Interrupted) => void = () => {};

  constructor(env: NodeJS.ProcessEnv) {
    // In a group of its own, to be ended with what it runs.
    this.#process = spawn("/bin/sh", ["-c", script, this.#mark], {
      env,
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.#input = this.#process.stdin as Socket;
    this.#output = this.#process.stdout as Socket;
    this.#process.on("error", ({ message }) => this.#settle(new Interrupted(message)));
    this.#process.on("exit", () => this.#settle(this.#end()!));
    this.#input.on("error", () => {});
    this.#output.setEncoding("utf8").on("data", (part: string) => this.#hear(part));
    this.#process.unref();
    this.#rest();
  }

  /** Throws an Interrupted when the program is killed, cannot be started or takes too long; this is of no use then. */
  async run(words: readonly string[], input: string, seconds: number): Promise<Ended> {
    const lines = [...words, input];
    const strange = lines.find((line) => /[\n\0]/.test(line));
    if (strange !== undefined) throw new Interrupted(`${JSON.stringify(strange)} is not one line`);
    for (const socket of [this.#input, this.#output]) socket.ref();
    let late: NodeJS.Timeout | undefined;
    const result = await new Promise<Ended | Interrupted>((resolve) => {
      this.#settle = resolve;
      const reason = new Interrupted(`it takes longer than ${seconds} s`);
      late = setTimeout(resolve, seconds * 1000, reason);
      const end = this.#end();
      if (end) resolve(end);
      this.#input.write(`${words.length}\n${lines.join("\n")}\n`);
    });
    clearTimeout(late);
    this.#rest();
    if (!(result instanceof Interrupted)) return result;
    this.#kill();
    throw result;
  }

  #hear(part: string): void {
    this.#said += part;
    if (this.#said.length > mostCharacters)
      this.#settle(new Interrupted("it prints more than 256 MiB"));
    if (!part.endsWith(".") || !this.#said.endsWith(`${this.#mark}.`)) return;
    const [output = "", rest = ""] = this.#said.split(`${this.#mark} `);
    const [, code, errors = ""] = /^(\d+)\n([^]*)/.exec(rest.slice(0, -this.#mark.length - 1))!;
    this.#said = "";
    this.#settle(ended({ code: Number(code), output, errors }));
  }

  /** This process does not wait for a shell that has nothing to do. */
  #rest(): void {
    for (const socket of [this.#input, this.#output]) socket.unref();
  }

  #end(): Interrupted | undefined {
    const { exitCode, signalCode } = this.#process;
    const how = signalCode ?? exitCode;
    return how === null ? undefined : new Interrupted(`its shell ended with ${how}`);
  }

  #kill(): void {
    try {
      if (this.#process.pid) process.kill(-this.#process.pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
  }
}

/** A shell says 126 and 127 of what it could not start, and more than 128 of what a signal ended. */
function ended(result: Ended): Ended | Interrupted {
  const { code } = result;
  if (code === 126 || code === 127) return new Interrupted("it cannot be started");
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128);
  return signal ? new Interrupted(`it ended with ${signal[0]}`) : result;
}
