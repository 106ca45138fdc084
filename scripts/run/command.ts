import { fileURLToPath } from "node:url";
import type { Problem } from "../../lib/problem.ts";
import { FleetError, plural, problemLines } from "../../lib/problem.ts";
import type { Values } from "./options.ts";
import { readWords } from "./options.ts";
import type { Report } from "../tell/report.ts";
import { createReport } from "../tell/report.ts";
import { Ssh, socketDirectory } from "../ssh/ssh.ts";
import type { StepRun } from "./steps.ts";
import type { Options, Usage } from "./usage.ts";

const common = {
  "dry-run": {
    type: "boolean",
    means: "look at what there is, print what would be run and where, and run nothing",
  },
  json: {
    type: "boolean",
    means: 'one JSON object a line for each event, the last of kind "end"; a report is one object',
  },
  verbose: { type: "boolean", means: "with every command, and what files would hold" },
} as const;

type CommonValues = Values<typeof common>;

export const knownHostsPath = fileURLToPath(new URL("../../clusters/known_hosts", import.meta.url));

/** What a command works with; its signal is aborted by Ctrl-C and SIGTERM. */
export interface Context<Own extends Options> extends StepRun {
  readonly words: readonly string[];
  readonly values: Values<Own>;
}

/** The context of a command with this usage. */
export type ContextOf<Used extends Usage> = Context<Used["options"]>;

/** The usage of a command that is run by `runCommand`. */
export function defineCommand<const Own extends Options>(
  usage: Usage<Own>,
): Usage<Own & typeof common> {
  return { ...usage, options: { ...usage.options, ...common } };
}

/**
 * The frame of a command that works on clusters and machines. Exit codes: 0 done, 1 a problem or what process.exitCode
 * says, 130 interrupted. Nothing undoes what an interrupted run did: the next one looks at what there is and goes on.
 */
export async function runCommand<Own extends Options>(
  usage: Usage<Own & typeof common>,
  main: (context: Context<Own & typeof common>) => Promise<void>,
): Promise<never> {
  const { values, words } = readWords(usage);
  const { "dry-run": isDryRun = false, json = false, verbose = false } = values as CommonValues;
  const start = performance.now();
  const report = createReport(json, verbose);
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
  let exitCode = 0;
  try {
    await main({ words, values, isDryRun, report, ssh, signal });
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
