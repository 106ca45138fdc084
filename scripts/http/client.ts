import { Agent as PlainAgent, request as requestPlainly, type IncomingMessage } from "node:http";
import { Agent, request as requestSecurely, type RequestOptions } from "node:https";
import { ConnectionFailure, connectionFailure, Failure } from "./failure.ts";

export type Headers = Readonly<Record<string, string>>;

/** What is asked of a server, and how. */
export interface Sent {
  /** GET by default. */
  readonly method?: string;
  readonly headers?: Headers;
  readonly body?: string;
  readonly tls?: Pick<RequestOptions, "ca" | "cert" | "key" | "rejectUnauthorized"> | undefined;
  /** Without a byte for so long, a server counts as dead. */
  readonly timeoutSeconds: number;
  /** What to do about one that does. */
  readonly whenSilent?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** Through the proxy of the environment, if any: HTTPS_PROXY, HTTP_PROXY, NO_PROXY. */
export const agents = {
  plain: new PlainAgent({ proxyEnv: process.env }),
  secure: new Agent({ proxyEnv: process.env }),
};

const mostRedirects = 5;
const mostBytes = 256 * 1024 * 1024;

/** The URL as it may be shown: no password, and no query, in which servers hide tokens. */
export function placeOf({ protocol, host, pathname }: URL): string {
  return `${protocol}//${host}${pathname}`;
}

/** The answer after redirects, if any; each server is sent what is meant for it. Fails with a Failure. */
export async function follow(url: URL, sentTo: (at: URL) => Sent | Promise<Sent>): Promise<Answer> {
  let at = url;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const answer = await send(at, await sentTo(at));
    const { location } = answer.headers;
    if (answer.status < 300 || answer.status >= 400 || !location) return answer;
    at = redirected(at, location);
  }
  const message = `${placeOf(url)} redirects more than ${mostRedirects} times; check its URL`;
  throw new Failure(message);
}

/** Whether others on the way can read and change what is sent: plain HTTP, but for that to this computer. */
export function isOpenWay({ protocol, hostname }: URL): boolean {
  return protocol === "http:" && !/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Throws a Failure for what is no address of the web, or for one that others can change, after one that they cannot. */
function redirected(from: URL, location: string): URL {
  const to = URL.parse(location, from);
  if (!to || !/^https?:$/.test(to.protocol))
    throw new Failure(`${placeOf(from)} redirects to what is no address of the web; check its URL`);
  if (from.protocol === "https:" && to.protocol === "http:")
    throw new Failure(
      `${placeOf(from)} redirects to ${placeOf(to)}, which others on the way can change; use an address that stays with https://`,
    );
  return to;
}

/** One answer, whatever its status. Fails with a Failure. */
export async function send(url: URL, sent: Sent): Promise<Answer> {
  if (!/^https?:$/.test(url.protocol))
    throw new Failure(`${placeOf(url)} is no address of the web; use one with https://`);
  const { method, headers, body, tls, timeoutSeconds, whenSilent = "try again later" } = sent;
  const isSecure = url.protocol === "https:";
  const options = {
    method,
    headers: { "user-agent": "strata", ...headers },
    agent: isSecure ? agents.secure : agents.plain,
    timeout: timeoutSeconds * 1000,
    ...tls,
  };
  return new Promise((resolve, reject) => {
    const place = placeOf(url);
    let silence: Failure | undefined;
    const fail = (error: Error): void =>
      reject(silence ?? (error instanceof Failure ? error : connectionFailure(place, error)));
    const request = (isSecure ? requestSecurely : requestPlainly)(url, options);
    request.on("error", fail);
    request.on("timeout", () => {
      silence = new ConnectionFailure(place, `said nothing for ${timeoutSeconds} s; ${whenSilent}`);
      request.destroy(silence);
    });
    request.on("response", (response) => {
      readBody(response, place).then(
        (read) =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: read }),
        fail,
      );
    });
    request.end(body);
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
