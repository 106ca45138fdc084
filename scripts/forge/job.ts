import { failure } from "../tell/failure.ts";
import type { Variables } from "./variables.ts";
import { requestOf, required } from "./variables.ts";

/** A job that looks at a merge request, on any of the forges. */
export interface ReviewJob {
  readonly forge: "gitlab" | "github" | "forgejo";
  /** Address of the notes of the merge request. */
  readonly notes: string;
  /** What the note is posted with; undefined where the job has none, as those of forks. */
  readonly token: string | undefined;
  /** What the merge request is held against: a commit, or what git finds one by. */
  readonly base: string;
  /** Address of the project, without a secret. */
  readonly project: string;
}

/** Fails with a FleetError outside a job for a merge request. */
export function reviewJob(variables: Variables): ReviewJob {
  if (variables["GITLAB_CI"]) return gitlabJob(variables);
  if (variables["GITHUB_ACTIONS"]) return actionsJob(variables);
  throw failure(
    "note",
    "this is no job of GitLab, GitHub or Forgejo; on a computer npm run diff says the same",
  );
}

function gitlabJob(variables: Variables): ReviewJob {
  const number = required(variables, "CI_MERGE_REQUEST_IID");
  const api = required(variables, "CI_API_V4_URL");
  return {
    forge: "gitlab",
    notes: `${api}/projects/${required(variables, "CI_PROJECT_ID")}/merge_requests/${number}/notes`,
    token: variables["REVIEW_TOKEN"] || undefined,
    base: required(variables, "CI_MERGE_REQUEST_DIFF_BASE_SHA"),
    project: required(variables, "CI_PROJECT_URL"),
  };
}

/** GitHub checks out the merge itself, Forgejo the branch. */
function actionsJob(variables: Variables): ReviewJob {
  const isForgejo = Boolean(variables["FORGEJO_ACTIONS"] || variables["GITEA_ACTIONS"]);
  const request = requestOf(variables);
  const base = request?.merge_base || request?.base?.sha;
  if (!request?.number || !base)
    throw failure("note", "this job runs for no merge request; start it by the event pull_request");
  const repository = required(variables, "GITHUB_REPOSITORY");
  return {
    forge: isForgejo ? "forgejo" : "github",
    notes: `${required(variables, "GITHUB_API_URL")}/repos/${repository}/issues/${request.number}/comments`,
    token: variables["REVIEW_TOKEN"] || undefined,
    base: isForgejo ? base : "HEAD^1",
    project: `${required(variables, "GITHUB_SERVER_URL")}/${repository}`,
  };
}
