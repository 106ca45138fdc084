import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { FAILSAFE_SCHEMA, load } from "js-yaml";
import { Refusal } from "../tell/refusal.ts";
import { completeEntry } from "./complete.ts";

/** An entry of charts.lock.yaml. */
export type LockedChart = ArchiveEntry | DirectoryEntry;

interface ChartEntry {
  readonly name: string;
  readonly version: string;
  /** Absent until the first `charts pull`, and where the chart says none. */
  readonly appVersion?: string;
  /** Paths of values that take more than the chart shows, as `configs/cm`, each with the reason. */
  readonly open?: Readonly<Record<string, string>>;
}

/** A chart of a repository. */
export interface ArchiveEntry extends ChartEntry {
  /** `https://…` with an index.yaml, or `oci://…`; the chart's name is not part of it. */
  readonly repository: string;
  readonly path?: never;
  /** Of the archive, `sha256:<hex>`. Absent until the first `charts pull`. */
  readonly digest?: string;
}

/** A chart that is a directory of this repository; the versions are those of its Chart.yaml. */
export interface DirectoryEntry extends ChartEntry {
  /** Below the directory of the lock. */
  readonly path: string;
  readonly repository?: never;
  readonly digest?: never;
}

// In the order in which they are written.
export const fields = [
  "name",
  "repository",
  "path",
  "version",
  "digest",
  "appVersion",
  "open",
] as const;

type Entry = Readonly<Record<string, unknown>>;

/** The charts of the lock file, sorted by name. */
export function readLock(path: string): LockedChart[] {
  const project = dirname(path);
  const read = parse(path).map((entry) =>
    entry["path"] === undefined ? { entry, mistakes: [] } : completeEntry(entry, project),
  );
  const seen = new Set<unknown>();
  const messages = read.flatMap(({ entry, mistakes: found }, index) => {
    const name = typeof entry["name"] === "string" ? `"${entry["name"]}"` : `${index + 1}`;
    const again = seen.has(entry["name"]) ? ["is listed twice; drop one entry"] : [];
    seen.add(entry["name"]);
    return [...found, ...mistakes(entry), ...again].map((message) => `chart ${name} ${message}`);
  });
  if (messages.length > 0) refuse(path, messages);
  const charts = read.map(({ entry }) => entry) as readonly unknown[] as LockedChart[];
  return charts.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function parse(path: string): readonly Entry[] {
  let entries: unknown;
  try {
    // In this schema everything is text: an unquoted appVersion 3.10 is no number.
    entries = load(readFileSync(path, "utf8"), { schema: FAILSAFE_SCHEMA });
  } catch (error) {
    refuse(path, [`cannot be read: ${(error as Error).message.split("\n")[0]}; mend the file`]);
  }
  if (!Array.isArray(entries)) refuse(path, ["holds no list; list the charts"]);
  return entries.map((entry) => (typeof entry === "object" ? entry : {}) as Entry);
}

function* mistakes(entry: Entry): Iterable<string> {
  // Of a directory, everything else that was found.
  const needed = entry["path"] === undefined ? (["name", "repository", "version"] as const) : [];
  for (const field of needed)
    if (typeof entry[field] !== "string" || entry[field] === "")
      yield `has no ${field}; write it as a string`;
  for (const key of Object.keys(entry))
    if (!(fields as readonly string[]).includes(key))
      yield `has the field "${key}"; known are ${fields.join(", ")}`;
  const { name = "", repository, version = "", digest } = entry as Partial<LockedChart>;
  if (/[/\\\s]/.test(name) || /[/\\\s]/.test(version))
    yield `has a slash or a space in its name or its version "${version}"; both name a file`;
  if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest))
    yield `has the digest "${digest}"; write sha256: and 64 hexadecimal digits, or drop the line`;
  yield* mistakesOfOpenings(entry["open"]);
  if (repository !== undefined && repository !== "") yield* mistakesOfRepository(repository);
}

function* mistakesOfOpenings(open: unknown): Iterable<string> {
  if (open === undefined) return;
  if (typeof open !== "object" || open === null || Array.isArray(open)) {
    yield "has open that is no map; write the path of each value with the reason";
    return;
  }
  for (const [path, reason] of Object.entries(open))
    if (typeof reason !== "string" || reason.trim() === "")
      yield `opens "${path}" without a reason; write it as a text`;
}

function* mistakesOfRepository(repository: string): Iterable<string> {
  const url = URL.parse(repository);
  if (!url || !["https:", "http:", "oci:"].includes(url.protocol))
    yield `has no repository of a known kind; write an https:// or an oci:// URL`;
  else if (url.username !== "" || url.password !== "")
    yield `has a user name or a password in its repository; keep it out of git, see docs/charts.md`;
}

function refuse(place: string, messages: readonly string[]): never {
  throw new Refusal(
    messages.map((message) => ({ place, message })),
    "nothing is written",
  );
}
