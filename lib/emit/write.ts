import {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { exchange } from "./exchange.ts";
import type { PlannedFile } from "./planned-file.ts";
import type { Problem } from "../problem.ts";
import { FleetError } from "../problem.ts";
import { makeDirectory, writeFiles } from "./write-files.ts";
import { marker } from "./yaml.ts";

/** What separates a directory from a plan: paths below it, sorted. */
export interface Changes {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

interface Comparison extends Changes {
  /** Files to carry over untouched: unchanged ones, and those that are not Strata's. */
  readonly kept: readonly string[];
}

/** Compares without writing. A file is Strata's when it begins with the marker; any other is left alone. */
export function compare(directory: string, files: readonly PlannedFile[]): Comparison {
  const existing = new Map(existsSync(directory) ? listFiles(directory, "") : []);
  const planned = new Map(files.map(({ path, content }) => [path, content]));
  const [added, changed, kept, removed]: string[][] = [[], [], [], []];
  for (const [path, content] of planned) {
    if (!existing.has(path)) added!.push(path);
    else
      (existing.get(path) && isSame(`${directory}/${path}`, content) ? kept! : changed!).push(path);
  }
  for (const [path, isFile] of existing) {
    if (!planned.has(path))
      (isFile && isOwned(`${directory}/${path}`) ? removed! : kept!).push(path);
  }
  return { added: added!.sort(), changed: changed!.sort(), removed: removed!.sort(), kept: kept! };
}

/**
 * Makes the directory hold the plan. Whoever looks, at any moment and after any kill, sees the old tree or the new
 * one. Files that do not change keep their inode; files that are not Strata's are never touched.
 */
export async function write(directory: string, files: readonly PlannedFile[]): Promise<Changes> {
  recover(directory);
  const comparison = compare(directory, files);
  const { added, changed, removed, kept } = comparison;
  if (added.length + changed.length + removed.length === 0) return comparison;
  const inTheWay = obstacles(comparison);
  if (inTheWay.length > 0) throw new FleetError(inTheWay);
  const isNew = new Set([...added, ...changed]);
  const [staged, aside] = [besideOf(directory, "staged"), besideOf(directory, "aside")];
  let old = staged;
  try {
    const made = new Set<string>();
    // Not `join`: of thousands of paths it took as long as their hashes.
    for (const path of kept) carry(`${directory}/${path}`, `${staged}/${path}`, made);
    await writeFiles(
      staged,
      files.filter(({ path }) => isNew.has(path)),
    );
    if (existsSync(directory)) old = await exchange(staged, directory, aside);
    else renameSync(staged, directory);
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
  return comparison;
}

/** Files and links that are not Strata's where a folder must be, or below what must be a file. */
function obstacles({ added, changed, kept }: Comparison): Problem[] {
  const ours = [...added, ...changed];
  const pairs = [...over(ours, new Set(kept)), ...over(kept, new Set(ours)).map(swap)];
  return pairs.map(([path, foreign]) => ({
    place: "dist",
    message: `"${foreign}" is not Strata's and stands in the way of "${path}"; move it elsewhere`,
  }));
}

type Pair = readonly [string, string];

function swap([one, other]: Pair): Pair {
  return [other, one];
}

/** Each path with those of the others that name a folder above it. */
function over(paths: readonly string[], others: ReadonlySet<string>): Pair[] {
  return paths.flatMap((path) => {
    const parts = path.split("/");
    const folders = parts.slice(1).map((_, i) => parts.slice(0, i + 1).join("/"));
    return folders.filter((folder) => others.has(folder)).map((folder): Pair => [path, folder]);
  });
}

/** A hidden neighbour of the directory, on the same file system, named after this process. */
function besideOf(directory: string, role: "staged" | "aside"): string {
  return join(dirname(directory), `.${basename(directory)}.${role}-${process.pid}`);
}

/** Puts right what a killed run left: a tree moved aside comes back, half-made ones go. */
function recover(directory: string): void {
  const parent = dirname(directory);
  const name = basename(directory).replace(/[^\w]/g, "\\$&");
  const leftover = new RegExp(`^\\.${name}\\.(staged|aside)-(\\d+)$`);
  for (const entry of existsSync(parent) ? readdirSync(parent).sort() : []) {
    const [, role, pid] = leftover.exec(entry) ?? [];
    if (role === undefined || isAnother(Number(pid))) continue;
    if (role === "aside" && !existsSync(directory)) renameSync(join(parent, entry), directory);
    else rmSync(join(parent, entry), { recursive: true, force: true });
  }
}

/** Whether another process of this id runs. In a container, one run after the other has the same id. */
function isAnother(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Everything but directories, with whether it is a plain file. */
function listFiles(directory: string, below: string): [path: string, isFile: boolean][] {
  return readdirSync(`${directory}/${below}`, { withFileTypes: true }).flatMap((entry) => {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? listFiles(directory, path) : [[path, entry.isFile()]];
  });
}

function isSame(path: string, content: string): boolean {
  return readFileSync(path, "utf8") === content;
}

function isOwned(path: string): boolean {
  return readFileSync(path, "utf8").startsWith(marker);
}

function carry(from: string, to: string, made: Set<string>): void {
  makeDirectory(dirname(to), made);
  if (lstatSync(from).isSymbolicLink()) return symlinkSync(readlinkSync(from), to);
  try {
    linkSync(from, to);
  } catch {
    // Some file systems have no hard links.
    copyFileSync(from, to);
  }
}
