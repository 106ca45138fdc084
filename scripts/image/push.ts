import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { git, tryGit } from "../git/git.ts";
import { shown } from "../git/shown.ts";
import { signatureOf } from "../publish/signature.ts";
import { failure } from "../tell/failure.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where a change is pushed to. */
export interface Aim {
  readonly remote: string;
  /** Branch of the remote that the change is made on. */
  readonly base: string;
  /** Branch that it is pushed as: the same, or one of its own for a merge request. */
  readonly branch: string;
}

/** Times that somebody else may be quicker. */
const mostTries = 5;

/**
 * Makes a change on what the remote has now, renders it, commits and pushes it. Where somebody else pushed meanwhile all
 * of it is done again on theirs. Fails with a FleetError, with the clone as it was.
 */
export async function pushChange(
  aim: Aim,
  change: () => string | Promise<string>,
): Promise<string> {
  process.chdir(root);
  if (git("status", "--porcelain") !== "")
    throw failure("--push", "the clone has changes of its own; commit or stash them first");
  const before = git("rev-parse", "HEAD");
  const branch = git("branch", "--show-current");
  try {
    for (let tries = 0; tries < mostTries; tries++) {
      const pushed = await tryChange(aim, change);
      if (pushed !== undefined) return pushed;
    }
  } finally {
    git("reset", "--quiet", "--hard", before);
    if (branch === "") git("checkout", "--quiet", "--detach", before);
    else git("checkout", "--quiet", branch);
  }
  throw failure("--push", `somebody else was quicker ${mostTries} times; run it again`);
}

/** What was pushed; undefined where somebody else was quicker. */
async function tryChange(
  { remote, base, branch }: Aim,
  change: () => string | Promise<string>,
): Promise<string | undefined> {
  git("fetch", "--quiet", "--no-tags", "--", remote, `refs/heads/${base}`);
  git("checkout", "--quiet", "--detach", "FETCH_HEAD");
  const message = await change();
  synth();
  git("add", "--all");
  if (git("status", "--porcelain") === "") return "nothing to push: it is so already";
  git("commit", "--quiet", `--message=${message}`);
  const { fault } = branch === base ? signatureOf("HEAD") : {};
  if (fault !== undefined) throw failure("--push", `made a commit that ${fault}`);
  const target = `HEAD:refs/heads/${branch}`;
  // A branch of its own is made anew: what it held before was an earlier state of this change.
  const force = branch === base ? [] : ["--force"];
  const { isDone, message: said } = tryGit([
    "push",
    "--quiet",
    "--no-verify",
    ...force,
    "--",
    remote,
    target,
  ]);
  if (isDone) return `pushed to ${branch} of ${shown(remote)}: ${message}`;
  if (/rejected|stale info|failed to lock|cannot lock ref/.test(said)) return undefined;
  throw failure(shown(remote), `does not take it: ${said}; check your access`);
}

/** Renders dist/ in a process of its own: this one has the data of before. */
export function synth(): void {
  const script = fileURLToPath(new URL("../commands/synth.ts", import.meta.url));
  const { status, stderr, stdout } = spawnSync(process.execPath, [...process.execArgv, script], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0)
    throw failure("npm run synth", `failed; mend what it says:\n${stderr || stdout}`);
}
