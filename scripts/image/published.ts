import { git, tryGit } from "../git/git.ts";
import { shown } from "../git/shown.ts";
import { failure } from "../tell/failure.ts";
import type { PlannedApplication } from "./planned.ts";
import { titleOf } from "./planned.ts";
import type { Aim } from "./push.ts";

/** Throws unless the branch that Argo CD reads deploys what the data here says of an Application. */
export function requirePublished(application: PlannedApplication, { remote, base }: Aim): void {
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
}
