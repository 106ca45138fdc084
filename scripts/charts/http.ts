import { Agent as PlainAgent, request as requestPlainly, type IncomingMessage } from "node:http";
import { Agent, request as requestSecurely } from "node:https";
import type { Access, AccessTo } from "./access.ts";
import { answerFailure, connectionFailure, Failure } from "./failure.ts";
import { withRetries, type Patience } from "./retry.ts";

/** How servers are spoken to. */
export interface Client {
  readonly accessTo: AccessTo;
  readonly patience: Patience;
  /** Without a byte for so long, a server counts as dead. */
  readonly timeoutSeconds: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export type Headers = Readonly<Record<string, string>>;

// Through the proxy of the environment, if any: HTTPS_PROXY, HTTP_PROXY, NO_PROXY.
const agents = {
  plain: new PlainAgent({ proxyEnv: process.env }),
  secure: new Agent({ proxyEnv: process.env }),
};

const mostRedirects = 5;
const mostBytes = 256 * 1024 * 1024;

/** The URL as it may be shown: no password, and no query, in which servers hide tokens. */
export function placeOf({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`;
}

/** Gets a document. Every answer but success and the `expected` statuses is a Failure. */
export async function get(
  url: URL,
  client: Client,
  headers: Headers = {},
  expected: readonly number[] = [],
): Promise<Answer> {
  return withRetries(async () => {
    const answer = await follow(url, client, headers);
    if (answer.status < 300 || expected.includes(answer.status)) return answer;
    throw answerFailure(placeOf(url), answer.status, answer.headers["retry-after"]);
  }, client.patience);
}

async function follow(url: URL, client: Client, headers: Headers): Promise<Answer> {
  let [at, sent] = [url, headers];
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const answer = await getOnce(at, client, sent);
    const { location } = answer.headers;
    if (answer.status < 300 || answer.status >= 400 || !location) return answer;
    const next = new URL(location, at);
    // What is meant for one server is nobody else's business.
    if (next.origin !== at.origin) {
      const { authorization: _, ...rest } = sent;
      sent = rest;
    }
    at = next;
  }
  const message = `${placeOf(url)} redirects more than ${mostRedirects} times; check its URL`;
  throw new Failure(message);
}

function getOnce(url: URL, { accessTo, timeoutSeconds }: Client, sent: Headers): Promise<Answer> {
  const access = accessTo(url);
  const isSecure = url.protocol === "https:";
  const options = {
    headers: { "user-agent": "strata", ...authorization(access), ...sent },
    agent: isSecure ? agents.secure : agents.plain,
    timeout: timeoutSeconds * 1000,
    ...access?.tls,
  };
  return new Promise((resolve, reject) => {
    let silence: Failure | undefined;
    const fail = (error: Error): void =>
      reject(
        silence ?? (error instanceof Failure ? error : connectionFailure(placeOf(url), error)),
      );
    const request = (isSecure ? requestSecurely : requestPlainly)(url, options);
    request.on("error", fail);
    request.on("timeout", () => {
      const found = `${placeOf(url)} said nothing for ${timeoutSeconds} s`;
      silence = new Failure(`${found}; try again later, or with a longer --timeout`, true);
      request.destroy(silence);
    });
    request.on("response", (response) => {
      readBody(response, placeOf(url)).then((body) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      }, fail);
    });
    request.end();
  });
}

/** A body that ends too soon is an error by Node's own account. */
async function readBody(response: IncomingMessage, place: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Failure(`${place} sends more than 256 MB; check its URL`);
  }
  return Buffer.concat(chunks);
}

export function parseJson(body: Buffer, from: URL): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new Failure(`${placeOf(from)} answers with something else than JSON; check its URL`);
  }
}

/** The header that signs in with a password. */
export function authorization(access: Access | undefined): Headers {
  if (access?.password === undefined) return {};
  const pair = `${access.username ?? ""}:${access.password}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}
