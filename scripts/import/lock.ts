import { readFileSync } from "node:fs";
import { FAILSAFE_SCHEMA, load } from "js-yaml";
import { Refusal } from "../tell/refusal.ts";

/** An entry of charts.lock.yaml. */
export interface LockedChart {
  readonly name: string;
  /** `https://…` with an index.yaml, or `oci://…`; the chart's name is not part of it. */
  readonly repository: string;
  readonly version: string;
  /** Of the archive, `sha256:<hex>`. Absent until the first `charts pull`. */
  readonly digest?: string;
  /** Absent until the first `charts pull`, and where the chart says none. */
  readonly appVersion?: string;
  /** Paths of values that take more than the chart shows, as `configs/cm`, each with the reason. */
  readonly open?: Readonly<Record<string, string>>;
}

// In the order in which they are written.
export const fields = ["name", "repository", "version", "digest", "appVersion", "open"] as const;

type Entry = Readonly<Record<string, unknown>>;

/** The charts of the lock file, sorted by name. */
export function readLock(path: string): LockedChart[] {
  const entries = parse(path);
  const seen = new Set<unknown>();
  const messages = entries.flatMap((entry, index) => {
    const name = typeof entry["name"] === "string" ? `"${entry["name"]}"` : `${index + 1}`;
    const again = seen.has(entry["name"]) ? ["is listed twice; drop one entry"] : [];
    seen.add(entry["name"]);
    return [...mistakes(entry), ...again].map((message) => `chart ${name} ${message}`);
  });
  if (messages.length > 0) refuse(path, messages);
  return (entries as readonly unknown[] as LockedChart[]).toSorted((one, other) =>
    one.name < other.name ? -1 : 1,
  );
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
  for (const field of ["name", "repository", "version"] as const)
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
