import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * How far a drill is. What is lost can be asked nothing afterwards, so what it held, and since when it is gone, stand
 * here; each part of the way still looks at what there is.
 */
export interface DrillRecord {
  /** RFC 3339. */
  readonly startedAt: string;
  lostAt?: string;
  /** Seconds of each part that has ended. */
  readonly times: Record<string, number>;
  /** SHA-256 of what the cluster held before the loss, by name. */
  before?: Readonly<Record<string, string>>;
}

function directory(): string {
  const states = process.env["XDG_STATE_HOME"] ?? join(homedir(), ".local", "state");
  return join(states, "strata", "drill");
}

function pathOf(cluster: string): string {
  return join(directory(), `${cluster}.json`);
}

/** The drill that has not ended, or a new one. */
export function readRecord(cluster: string): DrillRecord {
  const path = pathOf(cluster);
  if (!existsSync(path)) return { startedAt: new Date().toISOString(), times: {} };
  return JSON.parse(readFileSync(path, "utf8")) as DrillRecord;
}

export function writeRecord(cluster: string, record: DrillRecord): void {
  const path = pathOf(cluster);
  mkdirSync(directory(), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, JSON.stringify(record, null, 2), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Adds the times to the log of all drills, whose path it returns; the next drill is a new one. */
export function endRecord(cluster: string, lines: readonly string[]): string {
  const log = join(directory(), `${cluster}.log`);
  appendFileSync(log, `${lines.join("\n")}\n`);
  rmSync(pathOf(cluster), { force: true });
  return log;
}
