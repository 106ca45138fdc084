import { createInterface } from "node:readline/promises";
import { failure } from "../tell/failure.ts";

/**
 * The user names what is about to be lost. `given` is what --confirm says, names with commas between; without it the
 * user is asked on a terminal. Throws unless every name was given.
 */
export async function confirmNames(
  names: readonly string[],
  loss: string,
  given: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const confirmed = given?.split(",") ?? [];
  for (const name of names) {
    if (confirmed.includes(name)) continue;
    if (given === undefined && process.stdin.isTTY) {
      const typed = await ask(`${name}: ${loss}. Type its name to go on: `, signal);
      if (typed === name) continue;
      throw failure(name, `"${typed}" was typed; nothing was changed`);
    }
    throw failure(name, `${loss}; say that you want that with: --confirm ${names.join(",")}`);
  }
}

export async function ask(question: string, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question, { signal })).trim();
  } finally {
    lines.close();
  }
}
