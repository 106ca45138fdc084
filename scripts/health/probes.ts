import { plural } from "../../lib/problem.ts";
import type { Probe } from "../../lib/model/probe.ts";
import { follow } from "../http/client.ts";
import { ConnectionFailure, Failure } from "../http/failure.ts";
import type { Finding, Section } from "./finding.ts";

const timeoutSeconds = 5;

/** What the components say can be asked whether they work, asked from this computer. */
export async function probeSection(cluster: string, probes: readonly Probe[]): Promise<Section> {
  const answers = await Promise.all(
    probes.map(async ({ name, url }): Promise<Finding[]> => {
      const message = await issueOf(url);
      if (message === undefined) return [];
      const next = `npm run debug -- ${cluster}/${name}`;
      return [{ level: "error", subject: url, message, next }];
    }),
  );
  return { title: "probes", looked: plural(probes.length, "address"), findings: answers.flat() };
}

/** Why an address does not answer as it should; a redirect is followed. */
async function issueOf(url: string): Promise<string | undefined> {
  try {
    const { status } = await follow(new URL(url), () => ({ timeoutSeconds }));
    return status < 400 ? undefined : `answers ${status}`;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (!(error instanceof ConnectionFailure)) return error.message;
    return inTheHouse[error.code] ?? error.found;
  }
}

/** Where the house's own services have other causes than what lies outside. */
const inTheHouse: Readonly<Record<string, string>> = {
  ENOTFOUND:
    "has a name that this computer cannot resolve; ask the house's DNS server, or use npm run hosts",
  ECONNREFUSED: "is refused: nothing listens there",
};
