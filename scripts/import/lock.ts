import { readFileSync } from "node:fs";
import { load } from "js-yaml";

/** An entry of charts.lock.yaml. */
export interface LockedChart {
  readonly name: string;
  readonly repository: string;
  readonly version: string;
  readonly appVersion: string;
}

const fields = ["name", "repository", "version", "appVersion"] as const;

/** The charts of the lock file, sorted by name. */
export function readLock(path: string): LockedChart[] {
  const entries = load(readFileSync(path, "utf8"));
  if (!Array.isArray(entries)) throw new Error(`${path}: holds no list; list the charts`);
  for (const entry of entries as Partial<LockedChart>[]) {
    for (const field of fields) {
      if (typeof entry[field] === "string") continue;
      throw new Error(`${path}: chart "${entry.name}" has no ${field}; write it as a string`);
    }
  }
  return (entries as LockedChart[]).toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
