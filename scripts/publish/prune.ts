import { plural } from "../../lib/problem.ts";
import { grep, trackedBranches } from "./branches.ts";
import { git } from "../git/git.ts";
import { deleteRefs } from "./push.ts";
import { Refusal } from "../tell/refusal.ts";
import { shown } from "../git/shown.ts";
import { readRemote } from "./remote.ts";

/** How far back a revert finds its pins where it left them. */
const keptCommits = 50;

/** Deletes the pins that nothing in the last commits of the fleet's branch, nor in HEAD, refers to. */
export function prune(remote: string, isDry: boolean): string {
  const branches = requireBranches();
  const pins = [...readRemote(remote).keys()].filter((ref) => ref.startsWith("refs/tags/pin/"));
  const used = pinsUsedIn([
    git("rev-parse", "HEAD"),
    ...branches.flatMap((b) => history(remote, b)),
  ]);
  const unused = pins.filter((ref) => !used.has(ref));
  const kept = `${plural(pins.length - unused.length, "pin")} in use`;
  if (unused.length === 0) return `nothing to prune: ${kept}`;
  const names = unused.map((ref) => ref.replace("refs/tags/", ""));
  if (isDry)
    return [
      ...names.map((name) => `would delete ${name}`),
      `would delete ${plural(unused.length, "pin")}, keep ${kept}`,
    ].join("\n");
  deleteRefs(remote, unused);
  return `deleted ${plural(unused.length, "pin")}, kept ${kept}`;
}

function requireBranches(): string[] {
  const branches = trackedBranches("HEAD");
  if (branches.length > 0) return branches;
  const message = `no root.yaml of HEAD says which branch the fleet follows; run "npm run synth"`;
  throw new Refusal([{ place: "dist", message: `${message} and commit dist/` }]);
}

/** The last commits of a branch of the remote, and of its own line: merged releases of Strata have commits of their own. */
function history(remote: string, branch: string): string[] {
  git("fetch", "--quiet", "--no-tags", "--", remote, `refs/heads/${branch}`);
  const last = ["rev-list", `--max-count=${keptCommits}`];
  const commits = git(...last, "FETCH_HEAD").split("\n");
  if (commits.length < keptCommits && git("rev-parse", "--is-shallow-repository") === "true") {
    const found = `this clone is shallow and has ${commits.length} of the last ${keptCommits} commits of ${branch}`;
    const todo = `run "git fetch --deepen=${keptCommits} ${shown(remote)} ${branch}" and prune again`;
    throw new Refusal([{ place: shown(remote), message: `${found}; ${todo}` }]);
  }
  return [...new Set([...commits, ...git(...last, "--first-parent", "FETCH_HEAD").split("\n")])];
}

/** Names of tags, also as an older Strata wrote them. Whatever looks like a pin counts: one too many does no harm. */
function pinsUsedIn(commits: readonly string[]): Set<string> {
  const lines = grep('targetRevision: "?(refs/tags/)?pin/[^ "]+', commits, "dist/*/apps/*.yaml");
  return new Set(
    lines.map((line) => line.replace(/^targetRevision: "?(refs\/tags\/)?/, "refs/tags/")),
  );
}
