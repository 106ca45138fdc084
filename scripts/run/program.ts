import { $ } from "zx/core";

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
  /** 128 and more for a program that a signal ended. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** It was ended because its time was up. */
  readonly isLate: boolean;
}

export const defaultTimeoutSeconds = 60;

/** Runs a program on this computer, without a shell that could read its arguments otherwise. Throws only when aborted. */
export async function runProgram(call: Call): Promise<Result> {
  const { argv, input, timeoutSeconds = defaultTimeoutSeconds, env } = call;
  const late = AbortSignal.timeout(timeoutSeconds * 1000);
  const signal = call.signal ? AbortSignal.any([call.signal, late]) : late;
  call.signal?.throwIfAborted();
  const running = $({
    nothrow: true,
    quiet: true,
    signal,
    env: { ...process.env, LC_ALL: "C", ...env },
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  })`${argv}`;
  if (input !== undefined) {
    // A program that does not read to the end closes its side.
    running.stdin.on("error", () => {});
    running.stdin.end(input);
  }
  const { exitCode, stdout, stderr } = await running;
  call.signal?.throwIfAborted();
  return { exitCode: exitCode ?? 128, stdout, stderr, isLate: late.aborted };
}
