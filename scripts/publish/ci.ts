import { Refusal } from "../tell/refusal.ts";

export interface CiRemote {
  /** Address of the project, without a secret. */
  readonly remote: string;
  /** What git needs to push there. */
  readonly environment: Record<string, string>;
}

/**
 * The project of a GitLab job, pushed to with PUBLISH_TOKEN: the job's own token may only read. git asks a helper for
 * it, so that it stands on no command line, in no address and in no file.
 */
export function ciRemote(variables: NodeJS.ProcessEnv): CiRemote {
  const project = variables["CI_PROJECT_URL"];
  if (!project) throw missing("CI_PROJECT_URL", "--ci is for jobs of GitLab: use it there");
  if (!variables["PUBLISH_TOKEN"])
    throw missing(
      "PUBLISH_TOKEN",
      "create a project access token (role Developer, scope write_repository) and save it as a CI/CD variable, masked and protected",
    );
  const address = new URL(`${project}.git`);
  // With a user name, and the helper for this very address: the runner sets both up for its own token and the host.
  address.username = "oauth2";
  const remote = address.href;
  const helper = `credential.${remote}.helper`;
  return {
    remote,
    environment: {
      GIT_TERMINAL_PROMPT: "0",
      ...configuration(variables, [
        [helper, ""],
        [helper, `!answer() { echo "password=$PUBLISH_TOKEN"; }; answer`],
      ]),
    },
  };
}

/** git's configuration from the environment, after what is there already. */
function configuration(
  { GIT_CONFIG_COUNT = "0" }: NodeJS.ProcessEnv,
  settings: readonly (readonly [string, string])[],
): Record<string, string> {
  const first = Number(GIT_CONFIG_COUNT);
  const pairs = settings.flatMap(([key, value], i) => [
    [`GIT_CONFIG_KEY_${first + i}`, key],
    [`GIT_CONFIG_VALUE_${first + i}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(first + settings.length), ...Object.fromEntries(pairs) };
}

function missing(variable: string, todo: string): Refusal {
  return new Refusal([{ place: variable, message: `is not set; ${todo}` }]);
}
