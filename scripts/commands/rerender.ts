import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ownOf } from "../../lib/outside/maps.ts";
import { branchJob, type BranchJob } from "../forge/branch-job.ts";
import { git, tryGit } from "../git/git.ts";
import { shown } from "../git/shown.ts";
import { readKnown } from "../import/known.ts";
import { ownLockPath, readLock } from "../import/lock.ts";
import { runMain } from "../run/main.ts";
import { readOptions } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";
import { failure } from "../tell/failure.ts";

const usage = defineUsage({
  command: "rerender",
  forms: {
    "": "in a job for a branch of Renovate: render dist/, imports/ and the digests of charts anew, and push them to it",
  },
  options: {},
  examples: [""],
});

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Whose commits renovate.json tells Renovate to pass over: it lets branches alone that others have changed. */
const author = { name: "Strata", email: "strata@localhost" };

/** What rendering writes; nothing else of the clone is committed. */
const rendered = ["charts.lock.yaml", "clusters", "dist", "imports"];

await runMain(() => {
  readOptions(usage);
  process.chdir(root);
  const job = branchJob(process.env);
  if (!job.isOwn || !job.branch.startsWith("renovate/"))
    throw failure(
      job.branch,
      "is no branch of Renovate in this project, and no other is written to; run npm run synth, and commit",
    );
  const tip = checkOut(job);
  for (const [name, version] of movedCharts()) run("charts", "update", name, "--to", version);
  run("synth");
  git("add", "--all", "--", ...rendered.filter((path) => existsSync(path)));
  if (tryGit(["diff", "--cached", "--quiet"]).isDone)
    return console.log(`nothing to do: ${job.branch} is rendered as its data says`);
  if (git("log", "-1", "--format=%ae", tip) === author.email)
    throw failure(
      job.branch,
      "is rendered otherwise each time, and its last commit is of this job; run npm run synth twice, and see what differs",
    );
  push(job);
});

/** The branch as it is now: a job may have been given its merge. Returns its commit. */
function checkOut({ branch, source }: BranchJob): string {
  const args = ["fetch", "--quiet", "--no-tags", "--", source.remote, `refs/heads/${branch}`];
  const { isDone, message } = tryGit(args, "", source.environment);
  if (!isDone)
    throw failure(
      shown(source.remote),
      `${branch} cannot be fetched: ${message}; see that the job may read it`,
    );
  git("checkout", "--quiet", "--detach", "FETCH_HEAD");
  return git("rev-parse", "HEAD");
}

/** Those whose version in a lock is another than what imports/ was made of: Renovate knows no digests, and no kinds. */
function movedCharts(): (readonly [name: string, version: string])[] {
  const known = readKnown(join(root, "imports"));
  const locks = ["charts.lock.yaml", ownLockPath].filter((path) => existsSync(path));
  return locks.flatMap((path) =>
    readLock(join(root, path)).flatMap((chart) =>
      "repository" in chart && ownOf(known.charts, chart.name)?.version !== chart.version
        ? [[chart.name, chart.version] as const]
        : [],
    ),
  );
}

/** In a process of its own, with the packages of this commit, and without a token: their code is as new as the branch. */
function run(...args: readonly string[]): void {
  const { RENDER_TOKEN: _, JOB_TOKEN: __, ...env } = process.env;
  const argv = [join(root, "scripts/launch.mjs"), ...args];
  const { status } = spawnSync(process.execPath, argv, { cwd: root, env, stdio: "inherit" });
  if (status !== 0)
    throw failure(`npm run ${args[0]}`, "failed; its message is above, mend it on the branch");
}

function push({ branch, target, restarts }: BranchJob): void {
  if (!target)
    throw failure(
      "RENDER_TOKEN",
      "is not set, and what is rendered is another; docs/ci.md says what it is, or run npm run synth on the branch and commit",
    );
  const who = ["-c", `user.name=${author.name}`, "-c", `user.email=${author.email}`];
  const message = "build: what the update renders";
  git(...who, "commit", "--quiet", "--no-verify", `--message=${message}`);
  const args = ["push", "--quiet", "--no-verify", "--", target.remote, `HEAD:refs/heads/${branch}`];
  const { isDone, message: said } = tryGit(args, "", target.environment);
  if (!isDone && /rejected|stale info|failed to lock|cannot lock ref/.test(said))
    return console.log(`${branch} has moved on meanwhile: the job of that state renders it`);
  if (!isDone) throw failure(shown(target.remote), `does not take it: ${said}; check its rights`);
  console.log(
    `pushed to ${branch}: ${git("show", "--stat", "--format=", "HEAD").split("\n").at(-1)!.trim()}`,
  );
  if (!restarts)
    console.log(
      "note: the token of a job starts no pipeline: close and open the merge request again to have the new commit checked, or set RENDER_TOKEN (docs/ci.md)",
    );
}
