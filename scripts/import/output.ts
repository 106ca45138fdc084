import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** The files of one run by their path below imports/. */
export type Files = Map<string, string>;

/** JSON on one line with sorted keys, so that the same input gives the same bytes. */
export function compactJson(value: unknown): string {
  return `${JSON.stringify(sortKeys(value))}\n`;
}

/** The same value with the keys of all its objects in order. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(entries.toSorted(byKey).map(([key, field]) => [key, sortKeys(field)]));
}

/** Orders entries by their key, byte by byte. */
export function byKey(
  [one]: readonly [string, unknown],
  [other]: readonly [string, unknown],
): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Writes the files and removes what an earlier run left in the same rooms. */
export function writeFiles(root: string, files: Files, rooms: readonly string[]): void {
  for (const room of rooms) {
    for (const path of listFiles(root, room)) if (!files.has(path)) rmSync(join(root, path));
    removeEmptyDirectories(join(root, room));
  }
  for (const [path, text] of files) writeWhole(join(root, path), text);
}

/** As a whole or not at all, and only where it is another text. */
export function writeWhole(path: string, text: string): void {
  if (readText(path) === text) return;
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

/** All files below a directory of the root, as paths from the root. */
export function listFiles(root: string, room: string): string[] {
  const stat = statSync(join(root, room), { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [room];
  return readdirSync(join(root, room)).flatMap((name) => listFiles(root, `${room}/${name}`));
}

function removeEmptyDirectories(path: string): void {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  for (const name of readdirSync(path)) removeEmptyDirectories(join(path, name));
  if (readdirSync(path).length === 0) rmdirSync(path);
}

function readText(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false }) && readFileSync(path, "utf8");
}
