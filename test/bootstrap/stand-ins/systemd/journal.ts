import { appendFileSync, mkdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { createInterface } from "node:readline";

/** One file for each unit, of lines as journalctl(1) prints them. */
export const journalFolder = "/var/log/journal";

/** Time in UTC, as a machine in that zone prints it: `Nov 21 14:18:17`. */
function stamp(): string {
  const [, date, month, time] = /, (\d+) (\w+) \d+ (\S+)/.exec(new Date().toUTCString())!;
  return `${month} ${date} ${time}`;
}

export function writeJournal(unit: string, source: string, line: string): void {
  mkdirSync(journalFolder, { recursive: true });
  const text = `${stamp()} ${hostname()} ${source}: ${line}\n`;
  try {
    appendFileSync(join(journalFolder, `${unit}.log`), text);
  } catch {
    // A full disk ends no service.
  }
}

export function pipeToJournal(unit: string, source: string, stream: Readable): void {
  createInterface({ input: stream }).on("line", (line) => writeJournal(unit, source, line));
}
