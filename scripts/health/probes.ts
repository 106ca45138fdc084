import { plural } from "../../lib/problem.ts";
import type { Probe } from "../../lib/model/scope.ts";
import type { Finding, Section } from "./finding.ts";

const timeoutMilliseconds = 5000;

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
    const { status } = await fetch(url, { signal: AbortSignal.timeout(timeoutMilliseconds) });
    return status < 400 ? undefined : `answers ${status}`;
  } catch (error) {
    return causeOf(error);
  }
}

/** Messages of Node are about its own insides; the code says what happened. */
function causeOf(error: unknown): string {
  const { name, cause, message } = error as Error & { cause?: Error & { code?: string } };
  if (name === "TimeoutError") return `does not answer in ${timeoutMilliseconds / 1000} s`;
  const known: Readonly<Record<string, string>> = {
    ENOTFOUND:
      "has a name that this computer cannot resolve; ask the house's DNS server, or use npm run hosts",
    EAI_AGAIN: "has a name for which no DNS server answers",
    ECONNREFUSED: "is refused: nothing listens there",
    EHOSTUNREACH: "cannot be reached: no way leads there",
    ENETUNREACH: "cannot be reached: no way leads there",
    CERT_HAS_EXPIRED: "has a certificate that has expired",
    DEPTH_ZERO_SELF_SIGNED_CERT: "has a certificate that it signed itself",
    UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      "has a certificate of an authority that this computer does not know",
    SELF_SIGNED_CERT_IN_CHAIN: "has a certificate of an authority that this computer does not know",
  };
  return known[cause?.code ?? ""] ?? `cannot be asked: ${cause?.message ?? message}`;
}
