import { git, tryGit } from "../git/git.ts";
import { textIn } from "./tree.ts";
import { refuse } from "./refuse.ts";
import { chooseRelease, fetchRelease, type Release } from "./upstream.ts";

/** What the fleet was made of. */
export interface Base {
  readonly commit: string;
  /** Of Strata's package.json there. */
  readonly version: string;
}

/** Where the releases are, and what was said of the one that the fleet stands on. */
export interface BaseSource {
  readonly upstream: string;
  readonly releases: readonly Release[];
  readonly given: string | undefined;
}

/**
 * The newest commit of upstream that is in the fleet: by its history; for a copy without history, the commit that
 * holds the same files as the copy's first, or the release of package.json's version.
 */
export function baseOf(theirs: string, source: BaseSource): Base {
  const commit =
    source.given === undefined
      ? (ancestor(theirs) ?? twin(theirs) ?? releaseOfVersion(source))
      : fetchRelease(source.upstream, chooseRelease(source.releases, source.given, "--base"));
  return { commit, version: versionIn(commit) };
}

export function versionIn(commit: string): string {
  const { version } = JSON.parse(textIn(commit, "package.json") ?? "{}") as { version?: string };
  return version ?? "";
}

function ancestor(theirs: string): string | undefined {
  const { isDone, output } = tryGit(["merge-base", "HEAD", theirs]);
  return isDone ? output.toString().trim() : undefined;
}

function twin(theirs: string): string | undefined {
  const roots = git("log", "--format=%T", "--max-parents=0", "HEAD").split("\n");
  const commits = git("log", "--format=%H %T", theirs).split("\n");
  return commits.find((line) => roots.includes(line.split(" ")[1]!))?.split(" ")[0];
}

function releaseOfVersion({ upstream, releases }: BaseSource): string {
  const version = versionIn("HEAD");
  const release = releases.find((one) => one.version === version);
  if (release) return fetchRelease(upstream, release);
  const known = releases.map(({ tag }) => tag).join(", ");
  return refuse(
    "package.json",
    `version "${version}" is no release, and the history does not say what this copy was made of; say the nearest with --base, one of ${known}`,
  );
}
