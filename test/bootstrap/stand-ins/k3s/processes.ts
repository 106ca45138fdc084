import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { fatal } from "./log.ts";
import { tools } from "./paths.ts";

/**
 * Starts a part that k3s has in itself: it ends with it, however that ends, and its end is that of k3s, unless k3s
 * `survives` what it said last.
 */
export function startPart(
  program: string,
  args: readonly string[],
  survives: (words: string) => boolean = () => false,
): ChildProcess {
  const bound = ["--pdeathsig", "KILL", `${tools}/${program}`, ...args];
  const child = spawn("setpriv", bound, { stdio: ["ignore", "ignore", "pipe"] });
  let last = "";
  child.stderr.on("data", (text: Buffer) => (last = `${last}${text.toString()}`.slice(-2000)));
  child.on("exit", (code, signal) => {
    if (survives(last)) return;
    const words = last.trim().split("\n").slice(-3).join(" | ");
    fatal(`${program} exited: ${signal ?? code}: ${words}`);
  });
  return child;
}
