import { FleetError } from "../../lib/problem.ts";
import { Refusal } from "../tell/refusal.ts";

/** Runs the body of a command, which may say its exit code. A known problem is printed without a stack. */
export async function runMain(main: () => Promise<number | void> | void): Promise<void> {
  try {
    const exitCode = await main();
    if (exitCode !== undefined) process.exitCode = exitCode;
  } catch (error) {
    if (!(error instanceof FleetError || error instanceof Refusal)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
