import { existsSync, realpathSync } from "node:fs";
import { git, tryGit } from "../git/git.ts";
import { firstOf } from "../tell/few.ts";
import { refuse } from "./refuse.ts";

const underWay = {
  MERGE_HEAD: "merge",
  CHERRY_PICK_HEAD: "cherry-pick",
  REVERT_HEAD: "revert",
  "rebase-merge": "rebase",
  "rebase-apply": "rebase",
} as const;

/** Refuses unless the current directory is the top of a repository of its own. */
export function requireRepository(): void {
  const top = tryGit(["rev-parse", "--show-toplevel"]);
  if (top.isDone && realpathSync(top.output.toString().trim()) === realpathSync(".")) return;
  const todo = 'run "git init", "git add --all" and "git commit" first';
  refuse(realpathSync("."), `is no git repository of its own; ${todo}`);
}

/** Refuses where a merge would be in somebody's way, or could not be committed. */
export function requireReady(): void {
  for (const [path, what] of Object.entries(underWay))
    if (existsSync(git("rev-parse", "--git-path", path)))
      refuse("git", `a ${what} is under way; finish it, or end it with git ${what} --abort`);
  if (git("branch", "--show-current") === "") refuse("HEAD", "is on no branch; check one out");
  if (git("rev-parse", "--is-shallow-repository") === "true")
    refuse("git", "this clone is shallow, it does not know its history; git fetch --unshallow");
  const changed = git("status", "--porcelain").split("\n").filter(Boolean);
  if (changed.length > 0) {
    const paths = firstOf(
      changed.map((line) => line.slice(3)),
      3,
    ).join(", ");
    refuse(
      "git",
      `${paths}: not committed; commit it, or put it aside with git stash --include-untracked`,
    );
  }
  const identity = tryGit(["var", "GIT_COMMITTER_IDENT"]);
  if (!identity.isDone)
    refuse("git", "does not know who commits; git config user.name and user.email");
}
