import { Refusal } from "../tell/refusal.ts";
import { byUrl, type AccessTo, type Environment, type Grant } from "./grant.ts";
import { helmRepositories, registryLogins } from "./helm-files.ts";

/** STRATA_CHARTS_CREDENTIALS comes first, then Helm's own files, for registries with Docker's. */
export function readAccess(environment: Environment): {
  readonly toRepository: AccessTo;
  readonly toRegistry: AccessTo;
} {
  const named = byUrl(grantsOf(environment["STRATA_CHARTS_CREDENTIALS"] ?? ""));
  const repositories = byUrl(helmRepositories(environment));
  const logins = registryLogins(environment);
  return {
    toRepository: async (url) => named(url) ?? repositories(url),
    toRegistry: async (url) => named(url) ?? logins(url),
  };
}

/** `https://user:password@host/path`, several between white space; reserved characters percent-encoded. */
function grantsOf(text: string): Grant[] {
  const words = text.split(/\s+/).filter(Boolean);
  return words.map((word, index) => {
    const url = URL.parse(word);
    if (!url || url.password === "" || !url.protocol.startsWith("http")) {
      const message = `entry ${index + 1} is no https://user:password@host; write it so, and percent-encode what is neither letter nor digit in the password`;
      throw new Refusal([{ place: "STRATA_CHARTS_CREDENTIALS", message }], "nothing is fetched");
    }
    const username = decodeURIComponent(url.username);
    return { url, access: { username, password: decodeURIComponent(url.password) } };
  });
}
