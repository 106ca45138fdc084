import { readFileSync } from "node:fs";
import { compare, parse, valid } from "semver";
import { didYouMean } from "../../lib/words.ts";
import { git, tryGit } from "../git/git.ts";
import { shown } from "../git/shown.ts";
import { refuse } from "./refuse.ts";

/** A version of Strata, as upstream has tagged it. */
export interface Release {
  /** `v1.2.3`. */
  readonly tag: string;
  /** `1.2.3`. */
  readonly version: string;
}

/** Where releases come from: what was given, the remote `upstream`, or the repository of package.json. */
export function upstreamOf(given: string | undefined): string {
  if (given !== undefined) return given;
  if (tryGit(["remote", "get-url", "upstream"]).isDone) return "upstream";
  const { repository } = JSON.parse(readFileSync("package.json", "utf8")) as {
    repository?: string | { readonly url?: string };
  };
  const url = typeof repository === "string" ? repository : repository?.url;
  if (url) return url.replace(/^git\+/, "");
  return refuse(
    "upstream",
    "no remote has this name; git remote add upstream URL with that of Strata's repository, or say --from URL",
  );
}

/** The releases of upstream, oldest first. */
export function releasesOf(upstream: string): readonly Release[] {
  const { isDone, output, message } = tryGit(["ls-remote", "--tags", "--refs", "--", upstream]);
  if (!isDone)
    refuse(
      shown(upstream),
      `cannot be read: ${message}; correct that, or name another with --from`,
    );
  const tags = [...output.toString().matchAll(/\trefs\/tags\/(v\S+)$/gm)].map(([, tag]) => tag!);
  const releases = tags.flatMap((tag) => {
    const version = valid(tag);
    return version === null ? [] : [{ tag, version }];
  });
  if (releases.length === 0)
    refuse(shown(upstream), "has no release, which is a tag as v1.2.3; name another with --from");
  return releases.toSorted((one, other) => compare(one.version, other.version));
}

/** The release that was asked for, with or without its v; else the newest that is no prerelease. */
export function chooseRelease(
  releases: readonly Release[],
  wanted: string | undefined,
  option = "--to",
): Release {
  if (wanted === undefined) {
    const stable = releases.filter(({ version }) => parse(version)!.prerelease.length === 0);
    return (stable.at(-1) ?? releases.at(-1))!;
  }
  const found = releases.find(({ tag, version }) => wanted === tag || wanted === version);
  if (found) return found;
  const tags = releases.map(({ tag }) => tag);
  const todo = didYouMean(wanted, tags) ?? `there are ${tags.join(", ")}`;
  return refuse(option, `"${wanted}" is no release; ${todo}`);
}

/** Where a fetched release stands in this clone: the fleet may have tags of its own by the same name. */
export function releaseRef({ tag }: Release): string {
  return `refs/strata/releases/${tag}`;
}

/** Brings a release with its history into this clone. */
export function fetchRelease(upstream: string, release: Release): string {
  const ref = releaseRef(release);
  const spec = `+refs/tags/${release.tag}:${ref}`;
  const fetched = tryGit(["fetch", "--quiet", "--no-tags", "--", upstream, spec]);
  if (!fetched.isDone)
    refuse(shown(upstream), `${fetched.message}; correct that and run the command again`);
  return git("rev-parse", `${ref}^{commit}`);
}
