import { setTimeout as sleep } from "node:timers/promises";
import type { Problem } from "../../lib/problem.ts";
import { FleetError } from "../../lib/problem.ts";
import { isKubectl, onceBack } from "../process/away.ts";
import { failure } from "../tell/failure.ts";
import { runProgram } from "../process/program.ts";
import type { Report } from "../tell/report.ts";
import { shownArgv } from "../ssh/ssh.ts";
import type { Ssh } from "../ssh/ssh.ts";
import type { Action, Step } from "./step.ts";
import { idOf } from "./step.ts";

export interface StepRun {
  readonly ssh: Ssh;
  readonly report: Report;
  /** Prints the actions of what is not done, and runs none. */
  readonly isDryRun: boolean;
  readonly signal: AbortSignal;
  /** Between two looks at what a step waits for; 1 by default. */
  readonly pollSeconds?: number;
  /** Between two questions whether waiting makes sense; 5 by default. */
  readonly doubtSeconds?: number;
  /** Between two lines that say what is waited for; 30 by default. */
  readonly patienceSeconds?: number;
}

/** Runs the steps, hosts beside each other. After a failure nothing new begins. Throws all that failed. */
export async function runSteps(steps: readonly Step[], run: StepRun): Promise<void> {
  const ended = new Map<string, Promise<boolean>>();
  const problems: Problem[] = [];
  const last = new Map<string, Promise<boolean>>();
  for (const step of steps) {
    const before = (step.after ?? []).map((id) => wanted(ended, id, step));
    const previous = last.get(step.host);
    if (previous) before.push(previous);
    const end = Promise.all(before).then(async (outcomes) => {
      if (outcomes.includes(false) || problems.length > 0) return false;
      try {
        await runStep(step, run);
        return true;
      } catch (error) {
        if (!(error instanceof FleetError)) throw error;
        problems.push(...error.problems);
        return false;
      }
    });
    ended.set(idOf(step), end);
    last.set(step.host, end);
  }
  // All of them end, so that none goes on behind a failure of another.
  const outcomes = await Promise.allSettled(ended.values());
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  if (problems.length > 0) throw new FleetError(problems);
}

function wanted(
  ended: ReadonlyMap<string, Promise<boolean>>,
  id: string,
  step: Step,
): Promise<boolean> {
  const found = ended.get(id);
  if (!found) throw new Error(`"${idOf(step)}" comes after "${id}", which no step before it is`);
  return found;
}

async function runStep(step: Step, run: StepRun): Promise<void> {
  const { host, name } = step;
  const { report, isDryRun, signal } = run;
  const start = performance.now();
  const tell = (state: "started" | "already" | "done" | "failed"): void =>
    report.event({
      event: "step",
      host,
      step: name,
      state,
      seconds: Math.round(performance.now() - start) / 1000,
    });
  signal.throwIfAborted();
  if (isDryRun) {
    const isDone = await step.isDone().catch(unreachableIsNotDone);
    if (isDone) return tell("already");
    for (const action of await step.actions()) tellAction(action, run);
    return;
  }
  tell("started");
  try {
    if (await step.isDone()) return tell("already");
    for (const action of await step.actions()) await runAction(action, run);
    await waitUntilDone(step, run);
  } catch (error) {
    if (!signal.aborted) tell("failed");
    throw error;
  }
  tell("done");
}

/** Before the first run there may be nothing to look at. */
function unreachableIsNotDone(error: unknown): false {
  if (error instanceof FleetError) return false;
  throw error;
}

export function tellAction(action: Action, { report }: Pick<StepRun, "report">): void {
  const host = action.on?.name ?? "here";
  if ("does" in action) return report.event({ event: "deed", host, does: action.does });
  const { argv, input } = action;
  const shown = typeof input === "string" ? input : input && `<${input.secret}>`;
  report.event({ event: "command", host, argv, ...(shown !== undefined && { input: shown }) });
}

export async function runAction(action: Action, { ssh, report, signal }: StepRun): Promise<void> {
  if (report.isVerbose) tellAction(action, { report });
  if ("does" in action) return action.run();
  const { on, argv, input, timeoutSeconds, env } = action;
  const given = typeof input === "object" ? await input.read() : input;
  const call = {
    argv,
    ...(given !== undefined && { input: given }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
  };
  if (on) return void (await ssh.run(on, call));
  const attempt = () => runProgram({ ...call, signal, ...(env && { env }) });
  const result = await (isKubectl(argv) ? onceBack(attempt, signal) : attempt());
  if (result.exitCode === 0) return;
  const last = result.stderr.trim().split("\n").at(-1) ?? "";
  const why = result.isLate ? "did not end in time" : `ended with code ${result.exitCode}`;
  throw failure("here", `"${shownArgv(argv)}" ${why}: ${last}; correct that and run this again`);
}

async function waitUntilDone(step: Step, run: StepRun): Promise<void> {
  const { waitSeconds = 0, host, name } = step;
  const { signal, report, pollSeconds = 1, doubtSeconds = 5, patienceSeconds = 30 } = run;
  const start = performance.now();
  let [told, doubted] = [1, 1];
  while (!(await step.isDone())) {
    const waited = (performance.now() - start) / 1000;
    const why = async (): Promise<string> => {
      const words = (await step.why?.()) ?? "";
      return words && `: ${words}`;
    };
    if (waited >= waitSeconds) {
      const message = `"${name}" did not come true in ${waitSeconds} s${await why()}; look further with: ${step.look}`;
      throw failure(host, message);
    }
    if (waited >= doubted * doubtSeconds) {
      doubted = Math.ceil(waited / doubtSeconds + 0.01);
      const reason = await step.hopeless?.();
      if (reason) throw failure(host, `"${name}" cannot come true: ${reason}`);
    }
    if (waited >= told * patienceSeconds) {
      told = Math.ceil(waited / patienceSeconds + 0.01);
      report.event({ event: "note", host, text: `waits for "${name}"${await why()}` });
    }
    await sleep(pollSeconds * 1000, undefined, { signal });
  }
}
