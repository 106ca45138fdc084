import { spawn } from "node:child_process";

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

/** Runs a program on this computer, without a shell: that would read its arguments otherwise, and cost as much again. */
export async function runProgram(call: Call): Promise<Result> {
  const { argv, input, timeoutSeconds = defaultTimeoutSeconds, env } = call;
  call.signal?.throwIfAborted();
  const late = AbortSignal.timeout(timeoutSeconds * 1000);
  const signal = call.signal ? AbortSignal.any([call.signal, late]) : late;
  const child = spawn(argv[0]!, argv.slice(1), {
    signal,
    env: { ...process.env, LC_ALL: "C", ...env },
    stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  // A program that does not read to the end closes its side.
  child.stdin?.on("error", () => {});
  child.stdin?.end(input);
  const [out, said]: [Buffer[], Buffer[]] = [[], []];
  child.stdout!.on("data", (part: Buffer) => out.push(part));
  child.stderr!.on("data", (part: Buffer) => said.push(part));
  const { exitCode, reason } = await new Promise<{ exitCode: number; reason?: string }>(
    (resolve) => {
      child.on("error", ({ message }) => {
        if (child.pid === undefined) resolve({ exitCode: 127, reason: message });
      });
      child.on("close", (code) => resolve({ exitCode: code ?? 128 }));
      // What it has started may hold its output open.
      child.on("exit", () => signal.aborted && resolve({ exitCode: 128 }));
    },
  );
  call.signal?.throwIfAborted();
  const text = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString();
  return { exitCode, stdout: text(out), stderr: reason ?? text(said), isLate: late.aborted };
}
