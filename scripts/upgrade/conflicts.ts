import { existsSync, readFileSync } from "node:fs";
import type { Problem } from "../../lib/problem.ts";
import { git } from "../git/git.ts";

const mark = /^(?:<{7}|>{7})(?: |$)/;

/** Files of which git keeps several versions: which of base (1), ours (2) and theirs (3) there are. */
export function unmerged(): ReadonlyMap<string, readonly number[]> {
  const stages = new Map<string, number[]>();
  for (const line of git("ls-files", "-uz").split("\0").filter(Boolean)) {
    const [head = "", path = ""] = line.split("\t");
    stages.set(path, [...(stages.get(path) ?? []), Number(head.split(" ")[2])]);
  }
  return stages;
}

/** Decides what needs nobody: what the fleet took out stays out, and its README is its own. */
export function settleConflicts(): readonly string[] {
  return [...unmerged()].flatMap(([path, stages]) => {
    if (!stages.includes(2)) {
      git("rm", "--quiet", "--force", "--", path);
      return [`${path}: stays out, as this fleet took it out; the release has changed it`];
    }
    if (path !== "README.md" || !stages.includes(3)) return [];
    git("checkout", "--quiet", "--ours", "--", path);
    git("add", "--", path);
    return [`${path}: stays this fleet's, where the release has changed the same lines`];
  });
}

/** Takes over what the user has edited; what is still to be decided of these files is a problem. */
export function openConflicts(paths: readonly string[], tag: string): readonly Problem[] {
  const left = unmerged();
  return paths.flatMap((path) => {
    const lines = markedLines(path);
    const stages = left.get(path);
    if (lines.length > 0) {
      const message = `this fleet and ${tag} have changed the same lines; write what is to stand there, without the marks`;
      return lines.map((at) => ({ place: `${path}:${at}`, message }));
    }
    if (!stages) return [];
    if (stages.includes(2) && stages.includes(3)) {
      git("add", "--", path);
      return [];
    }
    const message = `is changed here and gone in ${tag}; keep it with git add ${path}, or let it go with git rm ${path}`;
    return [{ place: path, message }];
  });
}

/** `<first>-<last>` of each part between marks. */
function markedLines(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  const at = readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line, i) => (mark.test(line) ? [i + 1] : []));
  return at.flatMap((line, i) => (i % 2 === 0 ? [`${line}-${at[i + 1] ?? line}`] : []));
}
