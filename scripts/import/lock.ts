import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { FAILSAFE_SCHEMA, loadAll } from "js-yaml";
import type { Problem } from "../../lib/problem.ts";
import { Refusal } from "../tell/refusal.ts";
import { completeEntry } from "./complete.ts";

/** An entry of charts.lock.yaml, Strata's or the fleet's own. */
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

export type Entry = Readonly<Record<string, unknown>>;

/** Where a fleet lists charts of its own, and other versions of those that Strata ships: below the directory of the lock. */
export const ownLockPath = "clusters/charts.lock.yaml";

/** What stands above its entries. */
export const ownLockHead = `# The charts of this fleet, beside those of charts.lock.yaml. An entry of the same name stands in the place of the
# shipped one; one with \`open\` alone adds to it.
`;

/** The fleet's own lock beside this one; undefined where there is none. */
export function ownLockOf(lock: string): string | undefined {
  const path = join(dirname(lock), ownLockPath);
  return existsSync(path) ? path : undefined;
}

/** The charts of the lock file and of the fleet's own beside it, sorted by name. */
export function readLock(path: string): LockedChart[] {
  const project = dirname(path);
  const shipped = readEntries(path, project);
  const names = shipped.charts.map(({ name }) => name);
  const own = ownLockOf(path);
  const added = own === undefined ? undefined : readEntries(own, project, names);
  const problems = [...shipped.problems, ...(added?.problems ?? [])];
  if (problems.length > 0) throw new Refusal(problems, "nothing is written");
  const charts = [...withOwn(shipped.charts, added?.charts ?? [])];
  return charts.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** An entry of the fleet stands in the place of the shipped one, unless it only opens more; what that opens stays open. */
function* withOwn(
  shipped: readonly LockedChart[],
  own: readonly LockedChart[],
): Iterable<LockedChart> {
  const others = new Map(own.map((chart) => [chart.name, chart]));
  for (const chart of shipped) {
    const given = others.get(chart.name) ?? chart;
    others.delete(chart.name);
    const { open: _, ...other } = isOpening(given) ? chart : given;
    const all = { ...chart.open, ...given.open };
    yield Object.keys(all).length > 0 ? { ...other, open: all } : other;
  }
  yield* others.values();
}

function isOpening({ path, repository, version }: Entry | LockedChart): boolean {
  return path === undefined && repository === undefined && version === undefined;
}

interface ReadEntries {
  readonly charts: readonly LockedChart[];
  readonly problems: readonly Problem[];
}

/** `shipped`: names of charts of which an entry may say no more than what it opens. */
function readEntries(path: string, project: string, shipped: readonly unknown[] = []): ReadEntries {
  const parsed = parse(path);
  if (typeof parsed === "string")
    return { charts: [], problems: [{ place: path, message: parsed }] };
  const read = parsed.map((entry) =>
    entry["path"] === undefined ? { entry, mistakes: [] } : completeEntry(entry, project),
  );
  const seen = new Set<unknown>();
  const problems = read.flatMap(({ entry, mistakes: found }, index) => {
    const name = typeof entry["name"] === "string" ? `"${entry["name"]}"` : `${index + 1}`;
    const again = seen.has(entry["name"]) ? ["is listed twice; drop one entry"] : [];
    seen.add(entry["name"]);
    const isAddition = isOpening(entry) && shipped.includes(entry["name"]);
    return [...found, ...mistakes(entry, isAddition), ...again].map((message): Problem => {
      return { place: path, message: `chart ${name} ${message}` };
    });
  });
  const charts = read.map(({ entry }) => entry) as readonly unknown[] as LockedChart[];
  return { charts, problems };
}

/** The entries of a lock; a text says why there are none. */
function parse(path: string): readonly Entry[] | string {
  try {
    return parseLock(readFileSync(path, "utf8")) ?? "holds no list; list the charts";
  } catch (error) {
    return `cannot be read: ${(error as Error).message.split("\n")[0]}; mend the file`;
  }
}

/** The entries as they are written; undefined where the text is of something else. Throws where it is no YAML. */
export function parseLock(text: string): readonly Entry[] | undefined {
  // Nothing but comments lists nothing. In this schema everything is text: an unquoted appVersion 3.10 is no number.
  const [entries = []] = loadAll(text, { schema: FAILSAFE_SCHEMA });
  if (!Array.isArray(entries)) return undefined;
  return entries.map((entry) => (typeof entry === "object" ? entry : {}) as Entry);
}

function* mistakes(entry: Entry, isAddition: boolean): Iterable<string> {
  // Of a directory, everything else that was found; of an addition, everything else is the shipped entry's.
  const isWhole = entry["path"] === undefined && !isAddition;
  const needed = isWhole ? (["name", "repository", "version"] as const) : [];
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
