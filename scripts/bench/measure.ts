import { spawnSync } from "node:child_process";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { Usage } from "./programs/usage.ts";

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to the environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Standard output is thrown away unless asked for. */
  readonly keepsOutput?: true;
}

export type Measurement = Omit<Usage, "errors" | "status">;

/** A program of scripts/bench/programs on this Node, with the flags of scripts/launch.mjs. */
export function onNode(script: string, ...args: readonly string[]): Command {
  return { program: process.execPath, args: [...process.execArgv, script, ...args] };
}

export function programPath(name: string): string {
  return fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url));
}

/** A program that failed: printed without a stack. */
export class BenchError extends Error {}

/** Runs a command to its end, under a process that does nothing else: usage is counted per parent. */
export function measure(command: Command): Measurement {
  const { status, errors, ...measurement } = run(command);
  if (status === 0) return measurement;
  const { program, args } = command;
  throw new BenchError(
    `bench: ${basename(program)} ended with status ${status}; run it by itself: ${[program, ...args].join(" ")}\n${errors || measurement.output}`,
  );
}

/** The same for a command that may fail. */
export function run({ program, args, cwd, env = {}, keepsOutput }: Command): Usage {
  const observer = onNode(programPath("usage"), keepsOutput ? "keep" : "drop", program, ...args);
  const { stdout, stderr, status } = spawnSync(observer.program, observer.args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    maxBuffer: Infinity,
  });
  if (status !== 0) throw new Error(`programs/usage.ts ended with status ${status}: ${stderr}`);
  return JSON.parse(stdout) as Usage;
}

/** Runs each of them in turn, several times, so that a busy moment of the machine hits all. */
export function runInTurn<Name extends string>(
  rounds: number,
  subjects: Readonly<Record<Name, () => Measurement>>,
): Record<Name, Measurement>[] {
  const entries = Object.entries(subjects) as [Name, () => Measurement][];
  return Array.from(
    { length: rounds },
    () =>
      Object.fromEntries(entries.map(([name, subject]) => [name, subject()])) as Record<
        Name,
        Measurement
      >,
  );
}

/** The same, of which the least of each is kept. */
export function interleave<Name extends string>(
  rounds: number,
  subjects: Readonly<Record<Name, () => Measurement>>,
): Record<Name, Measurement> {
  return leastOf(runInTurn(rounds, subjects));
}

export function leastOf<Name extends string>(
  rounds: readonly Record<Name, Measurement>[],
): Record<Name, Measurement> {
  const best: Partial<Record<Name, Measurement>> = {};
  for (const round of rounds)
    for (const name of Object.keys(round) as Name[]) best[name] = least(round[name], best[name]);
  return best as Record<Name, Measurement>;
}

/**
 * The middle of what is found when two neighbours of each round are compared. The least of one and the least of the
 * other may be minutes apart, on a machine that has other guests.
 */
export function medianOf<Round>(
  rounds: readonly Round[],
  compare: (round: Round) => number,
): number {
  const sorted = rounds.map(compare).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** The least time is the one least disturbed; of memory the most counts. */
function least(one: Measurement, other: Measurement | undefined): Measurement {
  if (!other) return one;
  return {
    seconds: Math.min(one.seconds, other.seconds),
    processSeconds: pick(Math.min, one.processSeconds, other.processSeconds),
    peakBytes: pick(Math.max, one.peakBytes, other.peakBytes),
    output: one.output,
  };
}

function pick(
  choose: (one: number, other: number) => number,
  one: number | undefined,
  other: number | undefined,
): number | undefined {
  return one === undefined || other === undefined ? undefined : choose(one, other);
}
