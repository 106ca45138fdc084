import { failure } from "../tell/failure.ts";

export interface RemoteWithToken {
  /** Without a secret. */
  readonly remote: string;
  /** What git needs to go there. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * An address with the token of a variable: git asks a helper for it, so that it stands on no command line, in no
 * address and in no file.
 */
export function withToken(
  url: string,
  variable: string,
  variables: NodeJS.ProcessEnv,
  user = "oauth2",
): RemoteWithToken {
  if (!URL.canParse(url))
    throw failure(url, "is no address of a project; the forge's own variables of a job say it");
  const address = new URL(url);
  // With a user name, and the helper for this very address: a runner sets both up for its own token and the host.
  address.username = user;
  const remote = address.href;
  const helper = `credential.${remote}.helper`;
  const settings = [
    [helper, ""],
    [helper, `!answer() { echo "password=$${variable}"; }; answer`],
  ] as const;
  return {
    remote,
    environment: { GIT_TERMINAL_PROMPT: "0", ...configuration(variables, settings) },
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
