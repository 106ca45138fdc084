import { isDeepStrictEqual } from "node:util";
import { compare, parse } from "semver";
import { editedLock, withEntry, withoutEntry } from "../charts/lock-edit.ts";
import type { Entry } from "../import/lock.ts";
import { ownLockHead, ownLockPath, parseLock } from "../import/lock.ts";
import type { Three } from "./package.ts";

export interface MergedLocks {
  /** Strata's, as the release has it. */
  readonly shipped: string;
  /** The fleet's own; undefined where there is nothing to say. */
  readonly own: string | undefined;
  readonly notes: readonly string[];
}

/**
 * The shipped lock becomes the release's. What the fleet has changed there moves into its own lock; there, a version
 * that the release has overtaken goes.
 */
export function mergeLocks({ base, ours, theirs }: Three, own: string | undefined): MergedLocks {
  const [b, t] = [byName(base), byName(theirs)];
  const mine = byName(own ?? "");
  const changed = [...byName(ours).values()].filter((entry) => {
    const name = nameOf(entry);
    return !mine.has(name) && differs(entry, b.get(name)) && differs(entry, t.get(name));
  });
  const notes: string[] = [];
  let text = own ?? "";
  for (const entry of [...mine.values(), ...changed]) {
    const name = nameOf(entry);
    const isNew = !mine.has(name);
    const now = t.get(name);
    const isOvertaken = overtakes(now, entry, b.get(name));
    const left = isOvertaken ? openOnly(entry) : entry;
    if (!isNew && isOvertaken) text = withoutEntry(text, name);
    if (left && (isNew || isOvertaken)) text = withEntry(text || ownLockHead, left);
    if (isOvertaken)
      notes.push(`${name}: the release has overtaken ${versionOf(entry)} with ${versionOf(now)}`);
    else if (isNew) notes.push(`${name}: its entry stands in ${ownLockPath} now`);
    if (!isOvertaken && isNewer(now, entry))
      notes.push(
        `${name}: ${ownLockPath} holds it at ${versionOf(entry)}, the release was made with ${versionOf(now)}; drop the entry to take that`,
      );
  }
  return { shipped: withDigests(theirs, ours), own: text === "" ? undefined : text, notes };
}

function byName(text: string): Map<string, Entry> {
  return new Map((parseLock(text) ?? []).map((entry) => [nameOf(entry), entry]));
}

function nameOf(entry: Entry): string {
  return String(entry["name"]);
}

/** In what the fleet decides: a digest is learned by whoever pulls first. */
function differs(entry: Entry, other: Entry | undefined): boolean {
  const fields = ["repository", "path", "version", "open"] as const;
  return !other || fields.some((field) => !isDeepStrictEqual(entry[field], other[field]));
}

/** Whether the fleet only went ahead of the release that it stood on, and the new one is as far. */
function overtakes(now: Entry | undefined, entry: Entry, was: Entry | undefined): boolean {
  const isSameChart = entry["repository"] === was?.["repository"] && entry["path"] === undefined;
  return now !== undefined && isSameChart && isNewer(entry, was) && !isNewer(entry, now);
}

function isNewer(one: Entry | undefined, other: Entry | undefined): boolean {
  const [a, b] = [one, other].map((entry) => parse(versionOf(entry)));
  return Boolean(a && b && compare(a, b) > 0);
}

function versionOf(entry: Entry | undefined): string {
  return typeof entry?.["version"] === "string" ? entry["version"] : "";
}

function openOnly({ name, open }: Entry): Entry | undefined {
  return open === undefined ? undefined : { name, open };
}

/** With the digests that this fleet has found for the same versions. */
function withDigests(theirs: string, ours: string): string {
  const known = byName(ours);
  const learned = [...byName(theirs)].flatMap(([name, entry]) => {
    const { digest } = known.get(name) ?? {};
    const isNew = typeof digest === "string" && entry["digest"] === undefined;
    if (!isNew || differs({ ...entry, open: 0 }, { ...known.get(name), open: 0 })) return [];
    return [[name, { digest }] as const];
  });
  return learned.length === 0 ? theirs : editedLock(theirs, new Map(learned));
}
