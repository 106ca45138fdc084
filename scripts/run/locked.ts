import { lockAll } from "../ssh/lock.ts";
import type { Machine } from "../ssh/machine.ts";
import type { StepRun } from "./steps.ts";

/** Runs with the locks of these machines, and stops when one is lost. A dry run changes nothing, and takes none. */
export async function locked(
  context: StepRun,
  machines: readonly Machine[],
  purpose: string,
  run: (run: StepRun) => Promise<void>,
): Promise<void> {
  const { ssh, report, isDryRun, signal } = context;
  if (isDryRun) return run({ ssh, report, isDryRun, signal });
  const lock = await lockAll(ssh, machines, purpose, ({ name: host }) => ({
    onWait: () =>
      report.event({ event: "note", host, text: "waits for a command that an earlier run began" }),
  }));
  try {
    await run({ ssh, report, isDryRun, signal: AbortSignal.any([signal, lock.signal]) });
  } catch (error) {
    // What was cut off fails in ways that say nothing.
    throw lock.signal.aborted ? lock.signal.reason : error;
  } finally {
    await lock.release();
  }
}
