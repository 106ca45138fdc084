import {
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Changes, Comparison } from "./compare.ts";
import { compare, distProblem, requireFolder } from "./compare.ts";
import { exchange } from "./exchange.ts";
import type { PlannedFile } from "./planned-file.ts";
import { isBelow } from "./planned-file.ts";
import type { Problem } from "../problem.ts";
import { FleetError } from "../problem.ts";
import { makeDirectory, writeFiles } from "./write-files.ts";
import { isRunning } from "./running.ts";

/** What writing did. */
export interface Written extends Changes {
  readonly strays: readonly string[];
  /** Folders beside the directory that could not be removed. */
  readonly left: readonly string[];
}

/**
 * Makes the directory hold the plan. Whoever looks, at any moment and after any kill, sees the old tree or the new
 * one. Files that do not change keep their inode; files that are not Strata's are never touched.
 */
export async function write(directory: string, files: readonly PlannedFile[]): Promise<Written> {
  const outside = files.filter(({ path }) => !isBelow(path));
  if (outside.length > 0)
    throw new FleetError(
      outside.map(({ path }) => ({
        place: "dist",
        message: `"${path}" leads out of it; rename what the file is named after`,
      })),
    );
  requireFolder(directory);
  const left = recover(directory);
  const comparison = compare(directory, files);
  const { added, changed, removed, kept } = comparison;
  if (added.length + changed.length + removed.length === 0) return { ...comparison, left };
  const inTheWay = obstacles(comparison);
  if (inTheWay.length > 0) throw new FleetError(inTheWay);
  const isNew = new Set([...added, ...changed]);
  const [staged, aside] = [besideOf(directory, "staged"), besideOf(directory, "aside")];
  let old = staged;
  try {
    mkdirSync(dirname(directory), { recursive: true });
    // Alone: of several at once, Node says of a read-only file system that the first is not there.
    mkdirSync(staged);
    const made = new Set([staged]);
    // Not `join`: of thousands of paths it took as long as their hashes.
    for (const path of kept) carry(`${directory}/${path}`, `${staged}/${path}`, made);
    await writeFiles(
      staged,
      files.filter(({ path }) => isNew.has(path)),
    );
    if (existsSync(directory)) old = await exchange(staged, directory, aside);
    else renameSync(staged, directory);
  } catch (error) {
    leftOf(staged);
    throw isMountPoint(error)
      ? distProblem(
          "is a mount point, which no other folder can take the place of; mount the one above it",
        )
      : error;
  }
  return { ...comparison, left: [...left, ...leftOf(old)] };
}

/** The file system's words for a folder that something is mounted on, or that is on another file system. */
function isMountPoint(error: unknown): boolean {
  return ["EBUSY", "EXDEV"].includes((error as NodeJS.ErrnoException).code ?? "");
}

/** The folder where it could not be removed: with folders of another owner in it, that is only theirs to do. */
function leftOf(folder: string): string[] {
  try {
    rmSync(folder, { recursive: true, force: true });
    return [];
  } catch {
    return [folder];
  }
}

/** Files and links that are not Strata's where a file of the plan or its folder must be, or below it. */
function obstacles({ added, changed, kept, taken }: Comparison): Problem[] {
  const ours = [...added, ...changed];
  const pairs = [...over(ours, new Set(kept)), ...over(kept, new Set(ours)).map(swap)];
  const messages = [
    ...taken.map((path) => `"${path}" is not Strata's and stands where its own must be`),
    ...pairs.map(
      ([path, foreign]) => `"${foreign}" is not Strata's and stands in the way of "${path}"`,
    ),
  ];
  return messages.map((found) => ({ place: "dist", message: `${found}; move it elsewhere` }));
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

/**
 * A hidden neighbour of the directory, on the same file system, named after this process; with another number behind
 * it where one of that name could not be removed.
 */
function besideOf(directory: string, role: "staged" | "aside"): string {
  const path = join(dirname(directory), `.${basename(directory)}.${role}-${process.pid}`);
  let free = path;
  for (let number = 2; existsSync(free); number++) free = `${path}-${number}`;
  return free;
}

/** Puts right what a killed run left: a tree moved aside comes back, half-made ones go. Names what did not. */
function recover(directory: string): string[] {
  const parent = dirname(directory);
  const name = basename(directory).replace(/[^\w]/g, "\\$&");
  const leftover = new RegExp(`^\\.${name}\\.(staged|aside)-(\\d+)(?:-\\d+)?$`);
  return (existsSync(parent) ? readdirSync(parent).sort() : []).flatMap((entry) => {
    const [, role, pid] = leftover.exec(entry) ?? [];
    if (role === undefined || isAnother(Number(pid))) return [];
    if (role === "staged" || existsSync(directory)) return leftOf(join(parent, entry));
    renameSync(join(parent, entry), directory);
    return [];
  });
}

/** Whether another process of this id runs. In a container, one run after the other has the same id. */
function isAnother(pid: number): boolean {
  return pid !== process.pid && isRunning(pid);
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
