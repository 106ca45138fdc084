import { createHash } from "node:crypto";
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

/** And those that decide what objects there are. */
export const allSources: readonly Source[] = [
  ...sources,
  [inProject(join("imports", records)), ".json"],
  [inProject("charts"), ".ts"],
  [inProject("clusters"), ".ts"],
];

/** Of the packages that are installed. */
const packages = inProject("package-lock.json");

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
  const hash = createHash("sha256").update(process.version);
  for (const file of [packages, ...files]) {
    const { size, mtimeMs, ctimeMs, ino } = statSync(file);
    hash.update(`\n${file} ${size} ${mtimeMs} ${ctimeMs} ${ino}`);
    if (ctimeMs > startedAt - step) hash.update(` ${startedAt}`);
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
