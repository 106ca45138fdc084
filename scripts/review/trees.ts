import { existsSync, readdirSync, readFileSync } from "node:fs";
import { blobHash } from "../../lib/emit/pin.ts";
import type { Tree } from "../../lib/review/support/tree.ts";
import { compared } from "../../lib/review/support/tree.ts";
import { git, readBlobs } from "../git/git.ts";

/** What a commit has of what is compared. Nothing is checked out. */
export function treeOf(commit: string): Tree {
  const entries = git("ls-tree", "-r", "-z", "--full-tree", commit, "--", ...compared).split("\0");
  const ids = new Map(
    entries.filter(Boolean).map((entry): [string, string] => {
      const [head = "", path = ""] = entry.split("\t", 2);
      return [path, head.split(" ")[2]!];
    }),
  );
  return { ids, read: (paths) => readBlobs(paths.map((path) => ids.get(path)!)) };
}

/** The same of the disk: what synth has written last. */
export function workTree(): Tree {
  const texts = new Map(
    compared.flatMap(filesBelow).map((path) => [path, readFileSync(path, "utf8")]),
  );
  const ids = new Map([...texts].map(([path, text]) => [path, blobHash(text).toString("hex")]));
  return { ids, read: (paths) => paths.map((path) => texts.get(path)!) };
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((one, other) =>
    one.name < other.name ? -1 : 1,
  );
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
  });
}
