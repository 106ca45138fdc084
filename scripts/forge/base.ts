import { git, resolve, tryGit } from "../git/git.ts";
import { shown } from "../git/shown.ts";
import { failure } from "../tell/failure.ts";
import type { ReviewJob } from "./job.ts";
import { withToken } from "./credential.ts";

/** The commit that a merge request is held against, fetched where the clone of the job is too shallow to have it. */
export function baseCommit(job: ReviewJob, variables: NodeJS.ProcessEnv): string {
  const [known] = resolve([`${job.base}^{commit}`]);
  if (known) return known;
  // A name such as HEAD^1 is none that a server knows.
  if (!/^[0-9a-f]{40,64}$/.test(job.base))
    throw failure(job.base, "is not in this clone; let the job fetch two commits");
  const { remote, environment } = withToken(`${job.project}.git`, tokenOf(variables), variables);
  // A depth would cut off the history of a clone that has all of it.
  const depth = git("rev-parse", "--is-shallow-repository") === "true" ? ["--depth=1"] : [];
  const args = ["fetch", "--quiet", "--no-tags", ...depth, "--", remote, job.base];
  const { isDone, message } = tryGit(args, "", environment);
  if (isDone) return job.base;
  const todo = "check that the job may read the project, or let it fetch all commits";
  throw failure(shown(remote), `commit ${job.base} cannot be fetched: ${message}; ${todo}`);
}

/** GitLab's job token may read; elsewhere the token of the note is the job's own. */
function tokenOf(variables: NodeJS.ProcessEnv): string {
  return variables["CI_JOB_TOKEN"] ? "CI_JOB_TOKEN" : "REVIEW_TOKEN";
}
