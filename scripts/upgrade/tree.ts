import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { git, tryGit } from "../git/git.ts";

/** The files of a commit: mode and object, as `100644 <id>`, by path. */
export type Tree = Map<string, string>;

export function treeOf(commit: string): Tree {
  const lines = git("ls-tree", "-rz", "--full-tree", commit).split("\0").filter(Boolean);
  return new Map(
    lines.map((line) => {
      const [head = "", path = ""] = line.split("\t");
      const [mode = "", , id = ""] = head.split(" ");
      return [path, `${mode} ${id}`];
    }),
  );
}

/** The text of a file in a commit; undefined where there is none. */
export function textIn(commit: string, path: string): string | undefined {
  const { isDone, output } = tryGit(["cat-file", "blob", `${commit}:${path}`]);
  return isDone ? output.toString() : undefined;
}

/** An ordinary file with this text. */
export function fileOf(text: string): string {
  return `100644 ${written(["hash-object", "-w", "--stdin"], text)}`;
}

/** A commit that is on no branch: a side of a merge. */
export function commitOf(tree: Tree, title: string, parent?: string): string {
  const entries = [...tree].map(([path, file]) => `${file}\t${path}\0`).join("");
  const id = treeBy(["update-index", "-z", "--index-info"], entries);
  const parents = parent === undefined ? [] : ["-p", parent];
  return written(["commit-tree", id, "-m", title, ...parents], "", nobody);
}

/** The same of all files that are there and not ignored. */
export function workTree(title: string): string {
  return written(["commit-tree", treeBy(["add", "--all"]), "-m", title], "", nobody);
}

/** What this command puts into an index of its own. */
function treeBy(command: readonly string[], input = ""): string {
  const directory = mkdtempSync(join(tmpdir(), "strata-upgrade-"));
  try {
    const index = { GIT_INDEX_FILE: join(directory, "index") };
    written(command, input, index);
    return written(["write-tree"], "", index);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const nobody = Object.fromEntries(
  ["AUTHOR", "COMMITTER"].flatMap((who) => [
    [`GIT_${who}_NAME`, "Strata"],
    [`GIT_${who}_EMAIL`, "strata@localhost"],
    [`GIT_${who}_DATE`, "2000-01-01T00:00:00Z"],
  ]),
);

function written(args: readonly string[], input: string, environment?: NodeJS.ProcessEnv): string {
  const { isDone, output, message } = tryGit(args, input, environment);
  if (!isDone) throw new Error(`git ${args.join(" ")}: ${message}`);
  return output.toString().trim();
}
