import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { Server } from "node:https";
import { text } from "node:stream/consumers";
import type { ServerCertificate } from "../authority.ts";

/**
 * The key-value engine of Vault as its documentation has it (api-docs/secret/kv/kv-v2): a path that holds nothing is
 * 404, PATCH needs one that does and its own content type, and whoever brings no token is refused.
 */
export class VaultStandIn {
  readonly kept = new Map<string, Record<string, string>>();
  /** Policies, ways to log in and their roles, by path. */
  readonly configured = new Map<string, object>();
  readonly #token: string;
  readonly #server: Server;

  constructor(certificate: ServerCertificate, token: string) {
    this.#token = token;
    this.#server = createServer(
      certificate,
      (request, response) => void this.#answer(request, response),
    );
  }

  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(port, host, resolve));
    return (this.#server.address() as { port: number }).port;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const say = (status: number, body: object): void =>
      void response
        .writeHead(status, { "content-type": "application/json" })
        .end(JSON.stringify(body));
    if (request.headers["x-vault-token"] !== this.#token)
      return say(403, { errors: ["permission denied"] });
    const [, setting] =
      /^\/v1\/((?:sys\/policies\/acl|sys\/auth|auth)\/.+)$/.exec(request.url ?? "") ?? [];
    if (setting !== undefined) return this.#configure(request, setting, say);
    const [, kind, path = ""] =
      /^\/v1\/secret\/(data|subkeys)\/(.+)$/.exec(request.url ?? "") ?? [];
    const held = this.kept.get(path);
    if (request.method === "GET" && kind === "subkeys") {
      if (!held) return say(404, { errors: [] });
      const subkeys = Object.fromEntries(Object.keys(held).map((key) => [key, null]));
      return say(200, { data: { subkeys, metadata: { version: 1 } } });
    }
    const isMerge = request.headers["content-type"] === "application/merge-patch+json";
    if (kind !== "data" || !(request.method === "POST" || (request.method === "PATCH" && isMerge)))
      return say(405, { errors: ["unsupported operation"] });
    if (request.method === "PATCH" && !held) return say(404, { errors: [] });
    const { data } = JSON.parse(await text(request)) as { data: Record<string, string> };
    this.kept.set(path, request.method === "PATCH" ? { ...held, ...data } : data);
    return say(200, { data: { version: 1 } });
  }

  async #configure(
    request: IncomingMessage,
    path: string,
    say: (status: number, body: object) => void,
  ): Promise<void> {
    const held = this.configured.get(path);
    if (request.method === "POST") {
      this.configured.set(path, JSON.parse(await text(request)) as object);
      return say(200, {});
    }
    if (held) return say(200, { data: held });
    const isAuth = path.startsWith("sys/auth/");
    return isAuth ? say(400, { errors: ["No auth engine at it"] }) : say(404, { errors: [] });
  }
}
