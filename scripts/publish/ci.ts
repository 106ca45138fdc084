import type { RemoteWithToken } from "../forge/credential.ts";
import { withToken } from "../forge/credential.ts";
import { Refusal } from "../tell/refusal.ts";

/** The project of a job of GitLab, GitHub or Forgejo, pushed to with PUBLISH_TOKEN. */
export function ciRemote(variables: NodeJS.ProcessEnv): RemoteWithToken {
  const project = projectOf(variables);
  if (!project)
    throw missing("CI_PROJECT_URL", "--ci is for jobs of GitLab, GitHub and Forgejo: use it there");
  if (!variables["PUBLISH_TOKEN"])
    throw missing(
      "PUBLISH_TOKEN",
      variables["GITHUB_ACTIONS"]
        ? "give the step the job's own token, as the files of npm run ci do"
        : "create a project access token (role Developer, scope write_repository) and save it as a CI/CD variable, masked and protected",
    );
  return withToken(`${project}.git`, "PUBLISH_TOKEN", variables);
}

/** Forgejo has the variables of GitHub. */
function projectOf(variables: NodeJS.ProcessEnv): string | undefined {
  const { CI_PROJECT_URL, GITHUB_SERVER_URL, GITHUB_REPOSITORY } = variables;
  if (CI_PROJECT_URL) return CI_PROJECT_URL;
  return GITHUB_SERVER_URL && GITHUB_REPOSITORY && `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`;
}

function missing(variable: string, todo: string): Refusal {
  return new Refusal([{ place: variable, message: `is not set; ${todo}` }]);
}
