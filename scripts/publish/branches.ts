import { tryGit } from "../git/git.ts";

/** The branches that the roots of a commit track. */
export function trackedBranches(commit: string): string[] {
  const lines = grep("targetRevision: .*", [commit], "dist/*/root.yaml");
  const branches = lines.map((line) => /refs\/heads\/([^"]+)/.exec(line)?.[1] ?? "");
  return [...new Set(branches)].filter(Boolean);
}

/** What matches in files of these commits. */
export function grep(pattern: string, commits: readonly string[], paths: string): string[] {
  const quiet = ["--no-line-number", "--no-column", "--no-color", "-h"];
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
