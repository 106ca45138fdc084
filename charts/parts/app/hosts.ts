import type { AppOptions } from "./options.ts";

/** Path to the name of a port, by host. */
export type Hosts = Readonly<Record<string, Readonly<Record<string, string>>>>;

export function hostsOf({ host, hosts = {} }: Pick<AppOptions, "host" | "hosts">): Hosts {
  const all = { ...(host !== undefined && { [host]: "http" }), ...hosts };
  return Object.fromEntries(
    Object.entries(all).map(([name, to]) => [name, typeof to === "string" ? { "/": to } : to]),
  );
}
