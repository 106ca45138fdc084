import type { ParseArgsOptionsConfig } from "node:util";
import { fileURLToPath } from "node:url";
import type { Problem } from "../../lib/problem.ts";
import { FleetError, plural, problemLines } from "../../lib/problem.ts";
import { readWords } from "./options.ts";
import type { Report } from "./report.ts";
import { createReport } from "./report.ts";
import { Ssh, socketDirectory } from "./ssh.ts";

const common = {
  "dry-run": { type: "boolean" },
  json: { type: "boolean" },
  verbose: { type: "boolean" },
} as const;

/** The lines of a usage that every command of this kind has. */
export const commonUsage = `  --dry-run   look at what there is, print what would be run and where, and run nothing
  --json      one JSON object a line for each event, the last of kind "end"; a report is one object
  --verbose   with every command, and what files would hold`;

export const knownHostsPath = fileURLToPath(new URL("../../clusters/known_hosts", import.meta.url));

export interface Context<Values> {
  readonly words: readonly string[];
  readonly values: Values;
  readonly isDryRun: boolean;
  readonly report: Report;
  readonly ssh: Ssh;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
}

type Read = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/**
 * The frame of a command. Exit codes: 0 done, 1 a problem or what process.exitCode says, 130 interrupted. Nothing undoes what an interrupted run
 * did: the next one looks at what there is and goes on.
 */
export async function runCommand(
  options: ParseArgsOptionsConfig,
  usage: string,
  main: (context: Context<Read>) => Promise<void>,
): Promise<never> {
  const { values, words } = readWords({ ...options, ...common }, `${usage}\n${commonUsage}`);
  const read = values as Read;
  const start = performance.now();
  const report = createReport(read["json"] === true, read["verbose"] === true);
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => interrupt.abort());
  const { signal } = interrupt;
  const identity = process.env["STRATA_SSH_KEY"];
  const files = {
    knownHosts: knownHostsPath,
    sockets: socketDirectory(),
    ...(identity && { identity }),
  };
  const ssh = new Ssh(files, signal);
  const isDryRun = read["dry-run"] === true;
  let exitCode = 0;
  try {
    await main({ words, values: read, isDryRun, report, ssh, signal });
    exitCode = Number(process.exitCode ?? 0);
  } catch (error) {
    exitCode = tellEnd(error, signal, report);
  }
  await ssh.close();
  const seconds = Math.round(performance.now() - start) / 1000;
  report.event({ event: "end", exitCode, seconds });
  process.exit(exitCode);
}

function tellEnd(error: unknown, signal: AbortSignal, report: Report): number {
  if (signal.aborted) {
    console.error("interrupted; run the same command again, it goes on where this one was");
    return 130;
  }
  if (!(error instanceof FleetError)) {
    console.error(error);
    return 1;
  }
  tellProblems(error.problems, report);
  return 1;
}

function tellProblems(problems: readonly Problem[], report: Report): void {
  const lines = problemLines(problems);
  if (!report.isJson) {
    console.error([...lines, plural(lines.length, "problem")].join("\n"));
    return;
  }
  for (const { place, message } of problems) report.event({ event: "problem", place, message });
}
