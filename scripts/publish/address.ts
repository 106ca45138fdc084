import { grep } from "./branches.ts";
import { tryGit } from "../git/git.ts";
import { shown } from "../git/shown.ts";

/**
 * What to say of a remote that is another repository than the one that the roots of a commit read; nothing where it
 * may be the same. A server has several names and ways in, its project one path.
 */
export function otherRepository(remote: string, commit: string): string | undefined {
  const [line = ""] = grep("repoURL: .*", [commit], "dist/*/root.yaml");
  const read = line.replace(/^repoURL: /, "").replaceAll('"', "");
  const { isDone, output } = tryGit(["remote", "get-url", "--push", "--", remote]);
  // An address in place of a name was meant.
  if (!isDone) return undefined;
  const pushed = output.toString().trim();
  if (!areDifferent(pushed, read)) return undefined;
  return `${shown(remote)} is ${shown(pushed)}, and Argo CD reads ${shown(read)}: unless one mirrors the other, correct repository.url in clusters/, or name the right remote with --remote`;
}

/** Whether two addresses are surely of different repositories. */
export function areDifferent(one: string, other: string): boolean {
  const [project, another] = [projectOf(one), projectOf(other)];
  return project !== undefined && another !== undefined && project !== another;
}

/** `homelab/kubernetes` of an address of the web or of SSH; undefined of a directory, which may be anything. */
function projectOf(address: string): string | undefined {
  const [, path] =
    /^(?:(?:https?|ssh|git):\/\/[^/]+\/|[^/:\s]+@[^/:\s]+:)(.+)$/.exec(address) ?? [];
  return path
    ?.replace(/\/+$/, "")
    .replace(/\.git$/, "")
    .replace(/^\/+/, "")
    .toLowerCase();
}
