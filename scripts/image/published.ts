import { git, tryGit } from "../git/git.ts";
import { shown } from "../git/shown.ts";
import { failure } from "../tell/failure.ts";
import type { PlannedApplication } from "./planned.ts";
import { titleOf } from "./planned.ts";
import type { Aim } from "./push.ts";

/** Throws unless the branch that Argo CD reads deploys the images, and with `isWhole` all, that the data here says. */
export function requirePublished(
  application: PlannedApplication,
  { remote, base }: Aim,
  isWhole: boolean,
): void {
  git("fetch", "--quiet", "--no-tags", "--", remote, `refs/heads/${base}`);
  const { cluster, name, images } = application;
  for (const image of images) {
    const line = `image: "?${image.replaceAll(".", "[.]")}"?$`;
    const folder = `:(glob)dist/${cluster}/*/${name}/**`;
    const args = ["grep", "--quiet", "--extended-regexp", "-e", line, "FETCH_HEAD", "--", folder];
    if (tryGit(args).isDone) continue;
    throw failure(
      titleOf(application),
      `runs ${image} here, and not on ${base} of ${shown(remote)}; merge and publish that first`,
    );
  }
  const [other] = isWhole ? otherFiles(application, "FETCH_HEAD") : [];
  if (other !== undefined)
    throw failure(
      titleOf(application),
      `is not on ${base} of ${shown(remote)} what the data here says (${other} differs); render it, merge and publish that first`,
    );
}

/** Files of the Application that a commit has otherwise, has not, or has beside them. */
export function otherFiles(
  { cluster, name, files }: PlannedApplication,
  commit: string,
): readonly string[] {
  const there = new Map(
    git("ls-tree", "-r", "-z", "--full-tree", commit, "--", `dist/${cluster}/`)
      .split("\0")
      .filter(Boolean)
      .map((entry): [string, string] => {
        const [head = "", path = ""] = entry.split("\t", 2);
        return [path, head.split(" ")[2]!];
      })
      .filter(([path]) => isOwn(path, cluster, name)),
  );
  return [...new Set([...there.keys(), ...Object.keys(files)])].filter(
    (path) => there.get(path) !== files[path],
  );
}

function isOwn(path: string, cluster: string, name: string): boolean {
  const [, , room, folder, ...rest] = path.split("/");
  return (
    path === `dist/${cluster}/apps/${name}.yaml` ||
    (room !== undefined && folder === name && rest.length === 1)
  );
}
