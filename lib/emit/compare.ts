import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, dirname } from "node:path";
import { FleetError } from "../problem.ts";
import type { PlannedFile } from "./planned-file.ts";
import { isMarked } from "./yaml.ts";

/** What separates a directory from a plan: paths below it, sorted. */
export interface Changes {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export interface Comparison extends Changes {
  /** Files to carry over untouched: unchanged ones, and those that are not Strata's. */
  readonly kept: readonly string[];
  /** Not Strata's, where Argo CD reads what is. */
  readonly strays: readonly string[];
  /** Not Strata's, where a file of the plan must be. */
  readonly taken: readonly string[];
}

/**
 * Compares without writing. A file is Strata's when it begins with the marker; any other is left alone. Throws a
 * FleetError where the directory is none.
 */
export function compare(directory: string, files: readonly PlannedFile[]): Comparison {
  requireFolder(directory);
  const existing = new Map(existsSync(directory) ? listFiles(directory, "") : []);
  const planned = new Map(files.map(({ path, content }) => [path, content]));
  const [added, changed, kept, removed, taken]: string[][] = [[], [], [], [], []];
  for (const [path, content] of planned) {
    const found = existing.get(path) ? readFileSync(`${directory}/${path}`, "utf8") : undefined;
    if (!existing.has(path)) added!.push(path);
    else if (found === content) kept!.push(path);
    else {
      changed!.push(path);
      // An empty one is lost to nobody.
      if (found !== "" && !isMarked(found ?? "")) taken!.push(path);
    }
  }
  const foreign: string[] = [];
  for (const [path, isFile] of existing) {
    if (planned.has(path)) continue;
    if (isFile && isMarked(readFileSync(`${directory}/${path}`, "utf8"))) removed!.push(path);
    else foreign.push(path);
  }
  return {
    added: added!.sort(),
    changed: changed!.sort(),
    removed: removed!.sort(),
    kept: [...kept!, ...foreign],
    strays: straysOf(foreign, planned.keys()),
    taken: taken!.sort(),
  };
}

/** dist/ is exchanged as a whole: what a link leads to would stay as it is. */
export function requireFolder(directory: string): void {
  const stat = lstatSync(directory, { throwIfNoEntry: false });
  if (!stat || stat.isDirectory()) return;
  const found = stat.isSymbolicLink() ? `is a link to ${readlinkSync(directory)}` : "is a file";
  throw distProblem(`${found}, and no folder; put a folder in its place`);
}

export function distProblem(message: string): FleetError {
  return new FleetError([{ place: "dist", message }]);
}

/** In folders of planned files, below those of clusters. Hidden files are the computer's own, unless they are YAML. */
function straysOf(foreign: readonly string[], planned: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const path of planned) if (path.split("/").length > 2) folders.add(dirname(path));
  const isInside = (path: string): boolean =>
    path.split("/").some((_, i, parts) => folders.has(parts.slice(0, i).join("/")));
  const isHidden = (path: string): boolean =>
    basename(path).startsWith(".") && !/\.(?:ya?ml|json)$/i.test(path);
  return foreign.filter((path) => isInside(path) && !isHidden(path)).sort();
}

/** Everything but directories, with whether it is a plain file. */
function listFiles(directory: string, below: string): [path: string, isFile: boolean][] {
  return readdirSync(`${directory}/${below}`, { withFileTypes: true }).flatMap((entry) => {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? listFiles(directory, path) : [[path, entry.isFile()]];
  });
}
