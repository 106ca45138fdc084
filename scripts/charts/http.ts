import { BadText, readJson } from "../../lib/outside/text.ts";
import type { Answer, Headers } from "../http/client.ts";
import { follow, placeOf } from "../http/client.ts";
import { Failure } from "../http/failure.ts";
import type { Access, AccessTo } from "./grant.ts";
import { answerFailure } from "./answer.ts";
import { withRetries, type Patience } from "./retry.ts";

/** How servers are spoken to. */
export interface Client {
  readonly accessTo: AccessTo;
  readonly patience: Patience;
  /** Without a byte for so long, a server counts as dead. */
  readonly timeoutSeconds: number;
}

/** Gets a document. Every answer but success and the `expected` statuses is a Failure. */
export async function get(
  url: URL,
  { accessTo, patience, timeoutSeconds }: Client,
  headers: Headers = {},
  expected: readonly number[] = [],
): Promise<Answer> {
  const { authorization: _, ...forOthers } = headers;
  return withRetries(async () => {
    const answer = await follow(url, async (at) => {
      const access = await accessTo(at);
      // What is meant for one server is nobody else's business.
      const own = at.origin === url.origin ? headers : forOthers;
      return {
        headers: { ...authorization(access), ...own },
        tls: access?.tls,
        timeoutSeconds,
        whenSilent: "try again later, or with a longer --timeout",
      };
    });
    if (answer.status < 300 || expected.includes(answer.status)) return answer;
    throw answerFailure(placeOf(url), answer.status, answer.headers["retry-after"]);
  }, patience);
}

export function parseJson(body: Buffer, from: URL): unknown {
  try {
    return readJson(body.toString());
  } catch (error) {
    if (!(error instanceof BadText)) throw error;
    throw new Failure(`${placeOf(from)} answers with something else than JSON; check its URL`);
  }
}

/** The header that signs in with a password. */
export function authorization(access: Access | undefined): Headers {
  if (access?.password === undefined) return {};
  const pair = `${access.username ?? ""}:${access.password}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}
