import type { RequestOptions } from "node:https";
import { Refusal } from "../publish/refusal.ts";
import { helmRepositories, registryLogins } from "./helm-files.ts";

/** What a server wants to see of us. */
export interface Access {
  readonly username?: string;
  readonly password?: string;
  readonly tls?: Pick<RequestOptions, "ca" | "cert" | "key" | "rejectUnauthorized">;
}

/** The access to a URL, if it has one of its own. */
export type AccessTo = (url: URL) => Access | undefined;

/** Access to everything below a URL. */
export interface Grant {
  readonly url: URL;
  readonly access: Access;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** STRATA_CHARTS_CREDENTIALS comes first, then Helm's own files, for registries with Docker's. */
export function readAccess(environment: Environment): {
  readonly toRepository: AccessTo;
  readonly toRegistry: AccessTo;
} {
  const named = byUrl(grantsOf(environment["STRATA_CHARTS_CREDENTIALS"] ?? ""));
  const repositories = byUrl(helmRepositories(environment));
  const logins = registryLogins(environment);
  return {
    toRepository: (url) => named(url) ?? repositories(url),
    toRegistry: (url) => named(url) ?? logins(url),
  };
}

/** The grant with the longest path wins. */
function byUrl(grants: readonly Grant[]): AccessTo {
  const longestFirst = grants.toSorted(
    (one, other) => other.url.pathname.length - one.url.pathname.length,
  );
  return ({ origin, pathname }) =>
    longestFirst.find(
      ({ url }) => url.origin === origin && withSlash(pathname).startsWith(withSlash(url.pathname)),
    )?.access;
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

export function withSlash(path: string): string {
  return path.endsWith("/") ? path : `${path}/`;
}
