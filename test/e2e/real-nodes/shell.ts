import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { FleetError } from "../../../lib/problem.ts";

export type Words = readonly [program: string, ...args: string[]];

/** Runs a program to its end; returns what it prints. */
export async function run(command: Words, input = ""): Promise<string> {
  const [program, ...args] = command;
  const running = promisify(execFile)(program, args, { maxBuffer: 2 ** 26 });
  // One that reads nothing may be gone already.
  running.child.stdin?.on("error", () => {}).end(input);
  try {
    return (await running).stdout;
  } catch (error) {
    const { stderr, message: cause } = error as { stderr?: string; message: string };
    const message = `"${command.join(" ")}" failed: ${stderr?.trim() || cause}; read the logs of the run`;
    throw new FleetError([{ place: "e2e", message }]);
  }
}

/** Whether it ends well. */
export async function succeeds(command: Words): Promise<boolean> {
  return run(command).then(
    () => true,
    () => false,
  );
}
