import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { git, tryGit } from "../git/git.ts";
import { shown } from "../git/shown.ts";
import { baseOf } from "./base.ts";
import { sectionsBetween } from "./changelog.ts";
import { mergeRelease } from "./merge.ts";
import { tell } from "./say.ts";
import type { State } from "./state.ts";
import { textIn } from "./tree.ts";
import { chooseRelease, fetchRelease, releasesOf, upstreamOf } from "./upstream.ts";

export interface StartOptions {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly base: string | undefined;
  readonly isDry: boolean;
  readonly isCurrent: () => boolean;
}

/** Merges the release that was asked for; undefined where there is nothing to merge. */
export function start({
  from,
  to,
  base: given,
  isDry,
  isCurrent,
}: StartOptions): State | undefined {
  const upstream = upstreamOf(from);
  const releases = releasesOf(upstream);
  const release = chooseRelease(releases, to);
  const theirs = fetchRelease(upstream, release);
  if (tryGit(["merge-base", "--is-ancestor", theirs, "HEAD"]).isDone) {
    console.log(`this fleet has Strata ${release.tag}, as ${shown(upstream)} does`);
    return undefined;
  }
  const base = baseOf(theirs, { upstream, releases, given });
  const { tag, version } = release;
  console.log(`Strata ${base.version} -> ${version}`);
  const changelog = textIn(theirs, "CHANGELOG.md") ?? "";
  for (const section of sectionsBetween(changelog, base.version, version))
    tell(section.version, section.text.split("\n"));
  if (isDry) return undefined;
  if (!isCurrent())
    console.error("note: dist/ is stale or wrong already: what changes is not the release's alone");
  const before = git("rev-parse", "HEAD");
  const begun = { tag, version, from: base.version, before, theirs };
  const { state, notes, needsPackages } = mergeRelease(begun, base.commit);
  tell("settled", notes);
  if (needsPackages) lockPackages();
  return state;
}

/** The fleet has packages of its own, which the release's package-lock.json does not hold. */
function lockPackages(): void {
  const flags = ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { status } = spawnSync("npm", flags, { stdio: ["ignore", 2, 2] });
  // npm writes there what it has only planned; without it the next command installs.
  rmSync("node_modules/.package-lock.json", { force: true });
  if (status === 0) git("add", "--", "package-lock.json");
  else
    console.error(`note: package-lock.json lacks packages of this fleet; npm ${flags.join(" ")}`);
}
