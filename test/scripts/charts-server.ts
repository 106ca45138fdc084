import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { dump } from "js-yaml";
import { afterEach } from "vitest";
import { issueCertificate } from "../e2e/authority.ts";
import { at, write } from "./charts-fixture.ts";

const running: Server[] = [];

afterEach(() => {
  for (const server of running.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server for one test; returns its URL. */
export async function serve(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(listener))}`;
}

/** The same with TLS, by an authority whose certificate is in `ca`. */
export async function serveSecurely(listener: RequestListener, names = ["localhost"]) {
  const { ca, ...certificate } = issueCertificate(at(), names);
  const port = await listen(createSecureServer(certificate, listener));
  return { url: `https://localhost:${port}`, ca: write("authority.crt", ca) };
}

async function listen(server: Server): Promise<number> {
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

export interface IndexEntry {
  readonly version: string;
  readonly urls: readonly string[];
  readonly digest?: string;
  readonly deprecated?: boolean;
}

/** An index.yaml as `helm repo index` writes it. */
export function indexOf(entries: Readonly<Record<string, readonly IndexEntry[]>>): string {
  return dump({ apiVersion: "v1", entries }, { seqNoIndent: true });
}

/** Serves bodies by path; 404 for the others. */
export function files(bodies: Readonly<Record<string, string | Buffer>>): RequestListener {
  return ({ url = "" }, response) => {
    const body = bodies[url];
    response.writeHead(body === undefined ? 404 : 200).end(body);
  };
}

export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

/** Lets nobody in without this Authorization. */
export function guarded(authorization: string, listener: RequestListener): RequestListener {
  return (request, response) => {
    if (request.headers.authorization === authorization) listener(request, response);
    else response.writeHead(401, { "www-authenticate": 'Basic realm="charts"' }).end();
  };
}

export interface RegistryOptions {
  /** Tags by repository, each with its archive. */
  readonly charts: Readonly<Record<string, Readonly<Record<string, Buffer>>>>;
  /** Tokens are handed out to this user only; to everybody without it. */
  readonly login?: string;
  /** Asks for the password itself and not for a token. */
  readonly isBasic?: boolean;
  /** What is sent for a blob. */
  readonly tamper?: (blob: Buffer) => Buffer;
  /** Tags in one page. */
  readonly page?: number;
  /** Blobs are fetched from there. */
  readonly blobsAt?: string;
}

/** An OCI registry that gives nothing without a token for the very repository. */
export function registry(options: RegistryOptions): RequestListener {
  return (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://registry");
    const own = `http${"encrypted" in request.socket ? "s" : ""}://${request.headers.host}`;
    if (pathname === "/token") {
      const isKnown = !options.login || request.headers.authorization === options.login;
      const token = `token for ${searchParams.get("scope")}`;
      return void response.writeHead(isKnown ? 200 : 401).end(JSON.stringify({ token }));
    }
    const [, name = "", kind = "", reference = ""] =
      /^\/v2\/(.+)\/(manifests|blobs|tags)\/(.+)$/.exec(pathname) ?? [];
    const scope = `repository:${name}:pull`;
    if (!isAllowed(request, scope, options)) {
      const challenge = options.isBasic
        ? 'Basic realm="registry"'
        : `Bearer realm="${own}/token",service="registry",scope="${scope}"`;
      return void response.writeHead(401, { "www-authenticate": challenge }).end();
    }
    const tags = options.charts[name] ?? {};
    if (kind === "blobs" && options.blobsAt) {
      const location = `${options.blobsAt}/${reference}?signature=secret`;
      return void response.writeHead(307, { location }).end();
    }
    if (kind === "blobs") {
      const blob = Object.values(tags).find((archive) => digest(archive) === reference);
      const body = blob && options.tamper ? options.tamper(blob) : blob;
      return void response.writeHead(blob ? 200 : 404).end(body);
    }
    if (kind === "tags") return list(name, Object.keys(tags), searchParams, options.page);
    const archive = tags[reference];
    response.writeHead(archive ? 200 : 404).end(archive && manifestOf(archive));

    function list(of: string, all: readonly string[], query: URLSearchParams, page = 1000): void {
      const last = query.get("last");
      const start = last === null ? 0 : all.indexOf(last) + 1;
      const shown = all.slice(start, start + page);
      const isMore = start + page < all.length;
      const next = `</v2/${of}/tags/list?last=${shown.at(-1)}>; rel="next"`;
      response.writeHead(200, isMore ? { link: next } : {});
      response.end(JSON.stringify({ name: of, tags: shown }));
    }
  };
}

function isAllowed(request: IncomingMessage, scope: string, options: RegistryOptions): boolean {
  const { authorization } = request.headers;
  return authorization === (options.isBasic ? options.login : `Bearer token for ${scope}`);
}

function manifestOf(archive: Buffer): string {
  const mediaType = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
  const layer = { mediaType, digest: digest(archive), size: archive.length };
  const config = { mediaType: "application/vnd.cncf.helm.config.v1+json", digest: "", size: 0 };
  return JSON.stringify({ schemaVersion: 2, config, layers: [layer] });
}

function digest(body: Buffer): string {
  return `sha256:${createHash("sha256").update(body).digest("hex")}`;
}
