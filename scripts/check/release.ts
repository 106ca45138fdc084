import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../import/output.ts";

/** What a release of Strata consists of: a checksum and a path a line, as sha256sum writes them. */
export const listed = "release.sums";

const rooms = ["charts", "imports", "lib", "scripts", "test"];
const files = ["package.json", "package-lock.json", "tsconfig.json", "vitest.config.ts"];

/** The fleet's, or made anew with each component and chart that a fork adds. */
const ofFleet =
  /^(?:imports\/records\/|imports\/charts\.json$|(?:charts|imports\/values)\/index\.ts$)/;
/** Where a fork adds files of its own: nothing of the release reads them. */
const open = /^(?:charts|imports)\//;

/** Paths of the engine's files that are not as its release has them; undefined where there is no list of those. */
export function changedSinceRelease(root: string): readonly string[] | undefined {
  const path = join(root, listed);
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, "utf8").split("\n").filter(Boolean);
  const released = new Map(lines.map((line) => line.split("  ").toReversed() as [string, string]));
  const own = sumsOf(root);
  const changed = [...released].filter(([file, sum]) => own.get(file) !== sum);
  const added = [...own.keys()].filter((file) => !released.has(file) && !open.test(file));
  return [...changed.map(([file]) => file), ...added].sort();
}

/** Writes the list of what the engine is now; returns how many files it has. */
export function writeRelease(root: string): number {
  const sums = sumsOf(root);
  writeWhole(join(root, listed), [...sums].map(([file, sum]) => `${sum}  ${file}\n`).join(""));
  return sums.size;
}

/** Path to checksum, in the order of the paths. */
function sumsOf(root: string): ReadonlyMap<string, string> {
  const paths = [...files, ...rooms.flatMap((room) => filesBelow(root, room))];
  return new Map(
    paths
      .filter((path) => !ofFleet.test(path))
      .sort()
      .map((path) => [
        path,
        createHash("sha256")
          .update(readFileSync(join(root, path)))
          .digest("hex"),
      ]),
  );
}

function filesBelow(root: string, folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  // What begins with a dot is of editors and systems.
  return entries.flatMap((entry) => {
    if (entry.name.startsWith(".")) return [];
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
}
