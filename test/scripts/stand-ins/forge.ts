import { spawn } from "node:child_process";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { environment } from "../publish-repository.ts";

/** A note of merge request 7 of project `server`. */
export interface StoredNote {
  readonly id: number;
  body: string;
}

export interface Forge {
  readonly url: string;
  readonly notes: StoredNote[];
  /** What was asked of the API, as `POST /path`. */
  readonly asked: string[];
  readonly close: () => void;
}

export type ForgeName = "gitlab" | "github" | "forgejo";

export const token = "token-of-the-job";

/** Where the notes of the one merge request are, and where each of them is changed. */
const paths: Readonly<Record<ForgeName, readonly [list: string, one: RegExp, method: string]>> = {
  gitlab: [
    "/api/v4/projects/1/merge_requests/7/notes",
    /^\/api\/v4\/projects\/1\/merge_requests\/7\/notes\/(\d+)$/,
    "PUT",
  ],
  github: [
    "/api/repos/server/issues/7/comments",
    /^\/api\/repos\/server\/issues\/comments\/(\d+)$/,
    "PATCH",
  ],
  forgejo: [
    "/api/v1/repos/server/issues/7/comments",
    /^\/api\/v1\/repos\/server\/issues\/comments\/(\d+)$/,
    "PATCH",
  ],
};

/**
 * A forge as far as jobs of merge requests go: git's own server behind a password for the repositories of a directory,
 * and the notes of one merge request.
 */
export async function startForge(name: ForgeName, directory: string): Promise<Forge> {
  const notes: StoredNote[] = [];
  const asked: string[] = [];
  const server = createServer((request, response) => {
    if (!request.url!.startsWith("/api/")) return serveGit(directory, request, response);
    asked.push(`${request.method} ${request.url}`);
    void answerApi(name, notes, request, response);
  });
  const url = await listen(server);
  return { url, notes, asked, close: () => server.close() };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What a job of the forge that looks at the merge request has in its environment, without a token. */
export function jobVariables(
  name: ForgeName,
  url: string,
  {
    base,
    event,
    branch = "change",
  }: { readonly base: string; readonly event: string; readonly branch?: string },
): Readonly<Record<string, string>> {
  if (name === "gitlab")
    return {
      GITLAB_CI: "true",
      CI_API_V4_URL: `${url}/api/v4`,
      CI_PROJECT_ID: "1",
      CI_PROJECT_URL: `${url}/server`,
      CI_MERGE_REQUEST_IID: "7",
      CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
      CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: branch,
      CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "1",
      CI_JOB_TOKEN: token,
    };
  return {
    GITHUB_ACTIONS: "true",
    ...(name === "forgejo" ? { FORGEJO_ACTIONS: "true" } : {}),
    GITHUB_API_URL: name === "forgejo" ? `${url}/api/v1` : `${url}/api`,
    GITHUB_SERVER_URL: url,
    GITHUB_REPOSITORY: "server",
    GITHUB_EVENT_PATH: event,
    GITHUB_HEAD_REF: branch,
  };
}

/** The file that a runner writes of what started a job. */
export function eventOf(name: ForgeName, base: string, head = "server"): string {
  const request = { number: 7, base: { sha: base }, head: { repo: { full_name: head } } };
  const known = name === "forgejo" ? { ...request, merge_base: base } : request;
  return JSON.stringify({ pull_request: known });
}

async function answerApi(
  name: ForgeName,
  notes: StoredNote[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = (status: number, value: unknown): void =>
    void response
      .writeHead(status, { "content-type": "application/json" })
      .end(JSON.stringify(value));
  const { authorization, "private-token": own } = request.headers;
  const given = name === "gitlab" ? own : authorization?.replace(/^(?:Bearer|token) /, "");
  if (given !== token) return answer(401, { message: "401 Unauthorized" });
  const [list, one, method] = paths[name];
  const { pathname, searchParams } = new URL(request.url!, "http://forge");
  const id = Number(one.exec(pathname)?.[1]);
  const known = notes.find((note) => note.id === id);
  if (pathname === list && request.method === "GET") {
    const page = Number(searchParams.get("page"));
    const size = Number(searchParams.get("per_page"));
    // Forgejo answers them all.
    return answer(200, name === "forgejo" ? notes : notes.slice((page - 1) * size, page * size));
  }
  const { body } = JSON.parse(await text(request)) as { readonly body: string };
  if (pathname === list && request.method === "POST") {
    notes.push({ id: notes.length + 1, body });
    return answer(201, notes.at(-1));
  }
  if (!known || request.method !== method) return answer(404, { message: "404 Not Found" });
  known.body = body;
  return answer(200, known);
}

/** Needs a password, as a private project does. */
function serveGit(directory: string, request: IncomingMessage, response: ServerResponse): void {
  const authorization = `Basic ${Buffer.from(`oauth2:${token}`).toString("base64")}`;
  if (request.headers.authorization !== authorization) {
    response.writeHead(401, { "WWW-Authenticate": "Basic" }).end();
    return;
  }
  const { pathname, search } = new URL(request.url!, "http://forge");
  const backend = spawn("git", ["http-backend"], {
    env: {
      ...environment,
      GIT_PROJECT_ROOT: directory,
      GIT_HTTP_EXPORT_ALL: "1",
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  backend.on("close", () => answerGit(Buffer.concat(chunks), response));
}

function answerGit(output: Buffer, response: ServerResponse): void {
  const end = output.indexOf("\r\n\r\n");
  for (const line of output.toString("latin1", 0, end).split("\r\n")) {
    const [name = "", value = ""] = line.split(": ");
    if (name === "Status") response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.end(output.subarray(end + 4));
}
