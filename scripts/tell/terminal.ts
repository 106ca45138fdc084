import { format } from "node:util";
import { visible } from "../../lib/outside/visible.ts";

const escape = "\\u001b";

/** The colours that commands use themselves: those of others are no harm, and all else is shown as it is written. */
const colour = new RegExp(`(${escape}\\[(?:0|1|2|22|3[0-9]|9[0-7])m)`);

/** A text for a terminal, whoever wrote parts of it: charts, pods, servers, git. */
export function forTerminal(text: string): string {
  return text
    .split(colour)
    .map((part, i) => (i % 2 === 1 ? part : visible(part)))
    .join("");
}

let isGuarded = false;

/** From now on, all that this program says through the console is fit for a terminal. */
export function guardTerminal(): void {
  if (isGuarded) return;
  isGuarded = true;
  for (const name of ["log", "error"] as const) {
    const print = console[name].bind(console);
    console[name] = (...words: unknown[]) => print("%s", forTerminal(format(...words)));
  }
}
