import { tryGit } from "../git/git.ts";

/** The branches that the roots of a commit track. */
export function trackedBranches(commit: string): string[] {
  return branchesIn(commit, "dist/*/root.yaml");
}

function branchesIn(commit: string, paths: string): string[] {
  const lines = grep("targetRevision: .*", [commit], paths);
  const branches = lines.map((line) => /refs\/heads\/([^"]+)/.exec(line)?.[1] ?? "");
  return [...new Set(branches)].filter(Boolean);
}

/** What to say of a branch that neither a root nor an environment of its commit follows. */
export function untracked(branch: string, commit: string): string | undefined {
  const tracked = trackedBranches(commit);
  if (tracked.length === 0 || tracked.includes(branch)) return undefined;
  if (branchesIn(commit, "dist/*/apps/*.yaml").includes(branch)) return undefined;
  return `Argo CD syncs ${tracked.join(", ")}: what is published on ${branch} waits until it is merged there`;
}

/** What matches in files of these commits; behind `<commit>:<path>:` where that is asked for. */
export function grep(
  pattern: string,
  commits: readonly string[],
  paths: string,
  hasPaths = false,
): string[] {
  const quiet = ["--no-line-number", "--no-column", "--no-color", hasPaths ? "-H" : "-h"];
  const { output } = tryGit([
    "grep",
    ...quiet,
    "-o",
    "-E",
    pattern,
    ...commits,
    "--",
    `:(glob)${paths}`,
  ]);
  return output.toString().split("\n").filter(Boolean);
}
