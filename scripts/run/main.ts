import { FleetError } from "../../lib/problem.ts";

/** Runs the body of a command, which says its exit code. A known problem is printed without a stack. */
export async function runMain(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
