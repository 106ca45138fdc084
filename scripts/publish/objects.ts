import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GitObject } from "../../lib/emit/pin.ts";
import { pinObjects } from "../../lib/emit/pin.ts";
import { tryGit } from "../git/git.ts";
import { Refusal } from "../tell/refusal.ts";
import type { Pin } from "./pins.ts";

/** Makes the commits of pins in this clone, which has what they hold. No ref is made: git forgets them again. */
export function makeObjects(pins: readonly Pin[]): void {
  const objects = new Map(pins.flatMap(pinObjects).map((object) => [object.id, object]));
  const directory = mkdtempSync(join(tmpdir(), "strata-pins-"));
  try {
    for (const kind of ["tree", "commit"] as const)
      writeObjects(
        kind,
        [...objects.values()].filter((object) => object.kind === kind),
        directory,
      );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** One process for all: a fleet has hundreds. */
function writeObjects(
  kind: GitObject["kind"],
  objects: readonly GitObject[],
  directory: string,
): void {
  const files = objects.map(({ id, content }) => {
    const file = join(directory, id);
    writeFileSync(file, content);
    return file;
  });
  const write = ["hash-object", "-w", "-t", kind, "--no-filters", "--stdin-paths"];
  const { isDone, output, message } = tryGit(write, files.map((file) => `${file}\n`).join(""));
  const ids = output.toString().split("\n").filter(Boolean);
  if (isDone && objects.every(({ id }, i) => ids[i] === id)) return;
  const todo = "run git fsck, see that the disk has room, and publish again";
  const found = message || "git makes other ids of the same bytes";
  throw new Refusal([{ place: "git", message: `cannot make the pins: ${found}; ${todo}` }]);
}
