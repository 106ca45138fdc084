import { failure } from "../tell/failure.ts";
import type { RemoteWithToken } from "./credential.ts";
import { withToken } from "./credential.ts";
import type { Variables } from "./variables.ts";
import { requestOf, required } from "./variables.ts";

/** A job that may write to the branch of its merge request. */
export interface BranchJob {
  readonly branch: string;
  /** Whether the branch is of the project itself, not of a fork. */
  readonly isOwn: boolean;
  /** The project, as the job may read it. */
  readonly source: RemoteWithToken;
  /** The same, to push to; undefined where the job has no token that may. */
  readonly target: RemoteWithToken | undefined;
  /** Whether a push starts a pipeline: none does that is made with GitHub's or Forgejo's own token of a job. */
  readonly restarts: boolean;
}

/** Fails with a FleetError outside a job for a merge request. */
export function branchJob(variables: Variables): BranchJob {
  if (variables["GITLAB_CI"]) return gitlabJob(variables);
  if (variables["GITHUB_ACTIONS"]) return actionsJob(variables);
  throw failure(
    "rerender",
    "this is no job of GitLab, GitHub or Forgejo; on a computer run npm run synth, and commit",
  );
}

function gitlabJob(variables: Variables): BranchJob {
  const project = `${required(variables, "CI_PROJECT_URL")}.git`;
  const { RENDER_TOKEN } = variables;
  return {
    branch: required(variables, "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"),
    isOwn: variables["CI_MERGE_REQUEST_SOURCE_PROJECT_ID"] === required(variables, "CI_PROJECT_ID"),
    source: withToken(project, RENDER_TOKEN ? "RENDER_TOKEN" : "CI_JOB_TOKEN", variables),
    target: RENDER_TOKEN ? withToken(project, "RENDER_TOKEN", variables) : undefined,
    restarts: true,
  };
}

function actionsJob(variables: Variables): BranchJob {
  const repository = required(variables, "GITHUB_REPOSITORY");
  const project = `${required(variables, "GITHUB_SERVER_URL")}/${repository}.git`;
  const restarts = Boolean(variables["RENDER_TOKEN"]);
  const remote = withToken(project, restarts ? "RENDER_TOKEN" : "JOB_TOKEN", variables);
  const isKnown = restarts || Boolean(variables["JOB_TOKEN"]);
  return {
    branch: required(variables, "GITHUB_HEAD_REF"),
    isOwn: requestOf(variables)?.head?.repo?.full_name === repository,
    source: remote,
    target: isKnown ? remote : undefined,
    restarts,
  };
}
