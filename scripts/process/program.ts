import { $, type Options } from "zx/core";
import { posixQuote } from "./quote.ts";

/** A program to run, here or on a machine. */
export interface Call {
  /** The program and its arguments. Anybody on the machine can read them: no secret stands here. */
  readonly argv: readonly string[];
  /** Standard input: contents of files, secrets. Closed when left out. */
  readonly input?: string;
  /** 60 by default. */
  readonly timeoutSeconds?: number;
  /** Ends the program. */
  readonly signal?: AbortSignal;
  /** Beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Result {
  /** 127 for a program that is not there, 128 and more for one that a signal ended. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** It was ended because its time was up. */
  readonly isLate: boolean;
}

export const defaultTimeoutSeconds = 60;

/**
 * The program takes the place of its shell, so that a signal reaches it. Not bash, which reads the user's ~/.bashrc when
 * its input is a socket, as every pipe of Node is.
 */
const settings = {
  shell: "/bin/sh",
  prefix: "exec ",
  quote: posixQuote,
  nothrow: true,
  quiet: true,
} as const;

export const shell = $(settings);

/** The same for a program that everything else waits for. */
export const shellSync = (more: SyncOptions = {}) => $.sync({ ...settings, ...more });

type SyncOptions = Partial<Pick<Options, "cwd" | "stdio">>;

/** Runs a program on this computer. */
export async function runProgram(call: Call): Promise<Result> {
  const { argv, input, timeoutSeconds = defaultTimeoutSeconds, env } = call;
  call.signal?.throwIfAborted();
  const late = AbortSignal.timeout(timeoutSeconds * 1000);
  const store: Record<"stdout" | "stderr" | "stdall", Buffer[]> = {
    stdout: [],
    stderr: [],
    stdall: [],
  };
  const running = shell({
    signal: call.signal ? AbortSignal.any([call.signal, late]) : late,
    env: { ...process.env, LC_ALL: "C", ...env },
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    store,
  })`${argv}`;
  if (input !== undefined) {
    // A program that does not read to the end closes its side, which zx would fail on.
    running.stdin.on("error", () => {});
    running.stdin.end(input);
  }
  const { exitCode } = await running;
  call.signal?.throwIfAborted();
  return {
    exitCode: exitCode ?? 128,
    stdout: textOf(store.stdout),
    stderr: textOf(store.stderr),
    isLate: late.aborted,
  };
}

/** All at once: zx reads one part after the other, and a letter may begin in one and end in the next. */
function textOf(parts: readonly Buffer[]): string {
  return Buffer.concat(parts).toString();
}
