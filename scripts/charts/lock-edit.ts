import { readFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { isMap, isSeq, parseDocument, type YAMLMap } from "yaml";
import type { ArchiveEntry, Entry, LockedChart } from "../import/lock.ts";
import { fields, ownLockOf, parseLock } from "../import/lock.ts";
import { writeWhole } from "../import/output.ts";

/** What is to be written of a chart; a field that is undefined is dropped. */
export type LockChange = Partial<Pick<LockedChart, "version" | "digest" | "appVersion">>;

/** Changes entries by their charts' names, each where it counts, and names the files. Comments, order and all else stay. */
export function editLock(lock: string, changes: ReadonlyMap<string, LockChange>): string[] {
  const own = ownLockOf(lock);
  const listed = own === undefined ? [] : namesIn(readFileSync(own, "utf8"));
  return [lock, own].flatMap((path) => {
    if (path === undefined) return [];
    const here = [...changes].filter(([name]) => listed.includes(name) === (path === own));
    if (here.length === 0) return [];
    rewrite(path, (text) => editedLock(text, new Map(here)));
    return [path];
  });
}

/**
 * Writes what a chart has become, and says where: in the fleet's own lock where there is one, so that a later Strata
 * moves the shipped entries alone.
 */
export function moveInLock(lock: string, chart: ArchiveEntry): string {
  const own = ownLockOf(lock);
  const path = own ?? lock;
  const { name, repository, version, digest, appVersion } = chart;
  rewrite(path, (text) => {
    return namesIn(text).includes(name)
      ? editedLock(text, new Map([[name, { version, digest, appVersion }]]))
      : withEntry(text, { name, repository, version, digest, appVersion });
  });
  return relative(dirname(lock), path);
}

/** The text of a lock with these changes. */
export function editedLock(text: string, changes: ReadonlyMap<string, LockChange>): string {
  const document = parseDocument(text);
  if (!isSeq(document.contents)) return text;
  for (const entry of document.contents.items.filter((item) => isMap(item))) {
    const change = changes.get(String(entry.get("name")));
    if (change) changeEntry(entry, change);
  }
  return document.toString({ lineWidth: 0 });
}

/** The text of a lock without this chart's entry. */
export function withoutEntry(text: string, name: string): string {
  const document = parseDocument(text);
  if (!isSeq(document.contents)) return text;
  const { contents } = document;
  contents.items = contents.items.filter(
    (item) => !(isMap(item) && String(item.get("name")) === name),
  );
  return document.toString({ lineWidth: 0 });
}

/** The text of a lock with another entry, in the order of the names. */
export function withEntry(text: string, entry: Entry): string {
  const document = parseDocument(text);
  const list = isSeq(document.contents) ? document.contents : document.createNode([]);
  list.flow = false;
  document.contents = list as never;
  const written = Object.entries(entry).filter(([, value]) => value !== undefined);
  const at = list.items.findIndex(
    (item) => isMap(item) && String(item.get("name")) > String(entry["name"]),
  );
  const node = document.createNode(Object.fromEntries(written)) as never;
  list.items.splice(at < 0 ? list.items.length : at, 0, node);
  return document.toString({ lineWidth: 0 });
}

function namesIn(text: string): readonly unknown[] {
  return (parseLock(text) ?? []).map((entry) => entry["name"]);
}

function rewrite(path: string, change: (text: string) => string): void {
  writeWhole(path, change(readFileSync(path, "utf8")));
}

function changeEntry(entry: YAMLMap, change: LockChange): void {
  for (const [field, value] of Object.entries(change)) {
    if (value === undefined) entry.delete(field);
    else entry.set(field, value);
  }
  const place = (key: unknown): number => (fields as readonly string[]).indexOf(String(key));
  entry.items.sort((one, other) => place(one.key) - place(other.key));
}
