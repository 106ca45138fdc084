import type { Sent } from "../http/client.ts";

/** What a server wants to see of us. */
export interface Access {
  readonly username?: string;
  readonly password?: string;
  readonly tls?: Sent["tls"];
}

/** The access to a URL, if it has one of its own. */
export type AccessTo = (url: URL) => Promise<Access | undefined>;

/** Access to everything below a URL. */
export interface Grant {
  readonly url: URL;
  readonly access: Access;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The grant with the longest path wins. */
export function byUrl(grants: readonly Grant[]): (url: URL) => Access | undefined {
  const longestFirst = grants.toSorted(
    (one, other) => other.url.pathname.length - one.url.pathname.length,
  );
  return ({ origin, pathname }) =>
    longestFirst.find(
      ({ url }) => url.origin === origin && withSlash(pathname).startsWith(withSlash(url.pathname)),
    )?.access;
}

export function withSlash(path: string): string {
  return path.endsWith("/") ? path : `${path}/`;
}
