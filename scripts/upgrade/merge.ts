import { rmSync, writeFileSync } from "node:fs";
import { git, tryGit } from "../git/git.ts";
import { settleConflicts, unmerged } from "./conflicts.ts";
import { refuse } from "./refuse.ts";
import { sidesOf } from "./sides.ts";
import { removeState, wayBack, writeState, type State } from "./state.ts";
import { treeOf, workTree } from "./tree.ts";

export interface Merged {
  readonly state: State;
  readonly notes: readonly string[];
  readonly needsPackages: boolean;
}

/** Merges the release into the work tree, as `git merge --no-commit` leaves it. */
export function mergeRelease(state: State, base: string): Merged {
  const { before, theirs, tag } = state;
  const sides = sidesOf(before, base, theirs, `Strata ${tag}`);
  git("update-ref", `refs/tags/${wayBack(state)}`, before);
  writeState(state);
  // As a merge whose base is chosen: the histories of a copy have none in common.
  const settings = ["merge.directoryRenames=false", "merge.conflictStyle=merge"];
  const args = settings.flatMap((one) => ["-c", one]);
  // Components are short and alike: one that goes while another comes is no renamed one.
  const options = ["--no-commit", "--strategy-option=find-renames=80%"];
  const picked = tryGit([...args, "cherry-pick", ...options, sides.theirs]);
  if (!picked.isDone && unmerged().size === 0) {
    goBack(state);
    refuse(`Strata ${tag}`, `cannot be merged: ${picked.message}; correct that and run it again`);
  }
  const kept = settleConflicts();
  writeFileSync(git("rev-parse", "--git-path", "MERGE_HEAD"), `${theirs}\n`);
  const merged = { ...state, conflicts: [...unmerged().keys()] };
  writeState(merged);
  return { state: merged, notes: [...sides.notes, ...kept], needsPackages: sides.needsPackages };
}

/** Whether git waits for a merge to be committed. */
export function isMerging(): boolean {
  return tryGit(["rev-parse", "--verify", "--quiet", "MERGE_HEAD"]).isDone;
}

/** The fleet as it was. Files that somebody has made meanwhile stay; what is undone is kept, in the ref that it says. */
export function goBack(state: State): string {
  const kept = `refs/strata/undone/${state.tag}`;
  git("update-ref", kept, workTree(`an upgrade to ${state.tag} that was undone`));
  git("reset", "--quiet", "--hard", state.before);
  const theirs = treeOf(state.theirs);
  for (const path of git("ls-files", "-oz", "--exclude-standard").split("\0").filter(Boolean)) {
    const id = theirs.get(path)?.split(" ")[1];
    if (id !== undefined && id === git("hash-object", "--", path)) rmSync(path);
  }
  tryGit(["update-ref", "-d", `refs/tags/${wayBack(state)}`]);
  removeState();
  return kept;
}
