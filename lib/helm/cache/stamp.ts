import { createHash } from "node:crypto";
import type { Dirent } from "node:fs";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

type Source = readonly [directory: string, extension: string, without?: string];

/** What charts made: it decides nothing about an object of its own. */
const records = "records";

/** The code and the schemas that decide what becomes of an object. */
const sources: readonly Source[] = [
  [inProject("lib"), ".ts"],
  [inProject("imports"), ".json", records],
];

/** Of the packages that are installed. */
const packages = inProject("package-lock.json");

/** Folders of the project that no fleet is made of. */
const aside: ReadonlySet<string> = new Set(["dist", "docs", "node_modules", "test"]);

function inProject(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}

/** Milliseconds; clocks of file systems move in steps. */
const step = 10;

/**
 * Another text after any change of these files, as git tells a changed file: by size and times. Reading them would take
 * longer than what is saved. A file that was saved since this program was started, in milliseconds since 1970, may not
 * be the one that it has loaded: then the text is of this run alone.
 */
export function stampOf(
  given: readonly Source[] = sources,
  startedAt = performance.timeOrigin,
): string {
  const files = given.flatMap(filesOf);
  return stampOfFiles([packages, ...files], startedAt);
}

/**
 * The same for a whole project, whatever it has at its top: the data of a fleet may stand in folders of its own. What
 * begins with a dot is not looked at below the top, where editors leave such files.
 */
export function stampOfProject(
  project = inProject(""),
  startedAt = performance.timeOrigin,
): string {
  const installed = join(project, "node_modules/.package-lock.json");
  const top = readdirSync(project, { withFileTypes: true }).filter(
    (entry) => !aside.has(entry.name) && !(entry.name.startsWith(".") && entry.isDirectory()),
  );
  const files = top.flatMap((entry) => {
    const path = join(project, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
  return stampOfFiles([installed, ...files.sort()], startedAt);
}

function filesBelow(directory: string): string[] {
  return entriesOf(directory).flatMap((entry) => {
    if (entry.name.startsWith(".") || entry.name === "node_modules") return [];
    const path = `${directory}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** Others may delete folders meanwhile, such as those of a report. */
function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function stampOfFiles(files: readonly string[], startedAt: number): string {
  const hash = createHash("sha256").update(process.version);
  for (const file of files) {
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found) {
      hash.update(`\n${file} is not there`);
      continue;
    }
    const { size, mtimeMs, ctimeMs, ino } = found;
    hash.update(`\n${file} ${size} ${mtimeMs} ${ctimeMs} ${ino}`);
    // What a linked folder holds is not looked at.
    if (ctimeMs > startedAt - step || found.isDirectory()) hash.update(` ${startedAt}`);
  }
  return hash.digest("hex");
}

function filesOf([directory, extension, without]: Source): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(extension) && !(without && name.startsWith(join(without, "/"))))
    .sort()
    .map((name) => join(directory, name));
}
