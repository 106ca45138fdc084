import { Agent, request } from "node:https";
import type { IncomingMessage } from "node:http";
import type { Credentials } from "./existing/kubeconfig.ts";

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly {
      readonly kind: string;
      readonly name: string;
      readonly uid: string;
    }[];
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
    readonly managedFields?: readonly { readonly manager: string; readonly time?: string }[];
    readonly resourceVersion?: string;
  };
  // oxlint-disable-next-line no-explicit-any -- objects of every kind pass through here
  readonly [field: string]: any;
}

export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: KubeObject;
}

/** What the server said to a request; the message is that of a refusal. */
export interface Answer {
  readonly status: number;
  readonly message: string;
  readonly warnings: readonly string[];
  /** As the server would have it, or has it; none where it refuses. */
  readonly object?: KubeObject;
}

/** A small client of one API server: enough to read, patch and watch. */
export class Kube {
  readonly #agent: Agent;
  readonly server: string;
  /** Empty for who has a certificate. */
  readonly token: string;
  readonly ca: string;
  readonly #tls: object;

  /** `credentials` is a token, or what a kubeconfig has. */
  constructor(server: string, credentials: string | Credentials, ca: string) {
    this.server = server;
    const user = typeof credentials === "string" ? { token: credentials } : credentials;
    const { token = "", ...certificate } = user;
    this.token = token;
    this.ca = ca;
    this.#tls = { ca, ...certificate };
    this.#agent = new Agent({ ...this.#tls, keepAlive: true, maxSockets: 64 });
  }

  async get(path: string): Promise<KubeObject | undefined> {
    const { status, body } = await this.#send("GET", path);
    return status === 404 ? undefined : (JSON.parse(body) as KubeObject);
  }

  async list(path: string): Promise<KubeObject[]> {
    const found = await this.get(path);
    return (found?.["items"] as KubeObject[] | undefined) ?? [];
  }

  /** Merge patch; an object that is gone is no error. */
  async patch(path: string, patch: object): Promise<number> {
    const { status } = await this.#send("PATCH", path, patch, "application/merge-patch+json");
    return status;
  }

  /** Server-side apply. */
  async apply(path: string, object: object): Promise<number> {
    const { status } = await this.#send(
      "PATCH",
      `${path}?fieldManager=e2e&force=true`,
      object,
      "application/apply-patch+yaml",
    );
    return status;
  }

  /** A request whose refusal matters; PATCH is a server-side apply. The path may ask for a dry run. */
  async ask(method: "POST" | "PUT" | "PATCH", path: string, object: object): Promise<Answer> {
    const type = method === "PATCH" ? "application/apply-patch+yaml" : "application/json";
    const { status, body, warnings } = await this.#send(method, path, object, type);
    const answer = JSON.parse(body) as KubeObject & { readonly message?: string };
    if (status < 300) return { status, message: "", warnings, object: answer };
    return { status, message: answer.message ?? "", warnings };
  }

  async delete(path: string, options?: object): Promise<number> {
    const { status } = await this.#send("DELETE", path, options);
    return status;
  }

  async isReady(): Promise<boolean> {
    try {
      return (await this.#send("GET", "/readyz")).status === 200;
    } catch {
      return false;
    }
  }

  /** Calls back for each object that is there and for each change, until stopped; reconnects by itself. */
  watch(path: string, on: (event: WatchEvent) => void): () => void {
    const stop = new AbortController();
    let current: IncomingMessage | undefined;
    const run = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        try {
          current = await this.#open(`${path}?watch=true&allowWatchBookmarks=false`);
          if (current.statusCode === 200) {
            for await (const line of linesOf(current)) {
              const event = JSON.parse(line) as WatchEvent | { readonly type: "ERROR" };
              if (event.type === "ERROR") break;
              on(event);
            }
          } else current.resume();
        } catch {
          // The server was killed or is not up yet.
        }
        if (!stop.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 200));
      }
    };
    void run();
    return () => {
      stop.abort();
      current?.destroy();
    };
  }

  #options(method: string, type?: string): object {
    const headers = {
      ...(this.token && { authorization: `Bearer ${this.token}` }),
      accept: "application/json",
      ...(type && { "content-type": type }),
    };
    return { method, agent: this.#agent, headers };
  }

  #open(path: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const options = { ...this.#options("GET"), agent: new Agent(this.#tls) };
      request(`${this.server}${path}`, options, resolve).on("error", reject).end();
    });
  }

  #send(
    method: string,
    path: string,
    body?: object,
    type = "application/json",
  ): Promise<{ status: number; body: string; warnings: readonly string[] }> {
    return new Promise((resolve, reject) => {
      const sent = request(
        `${this.server}${path}`,
        this.#options(method, body && type),
        (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (part: string) => (text += part));
          const { statusCode = 0, headersDistinct } = response;
          const warnings = headersDistinct["warning"] ?? [];
          response.on("end", () => resolve({ status: statusCode, body: text, warnings }));
          response.on("error", reject);
        },
      );
      sent.on("error", (error: NodeJS.ErrnoException) => {
        // A connection that was kept, and that the server let go in the same moment: nothing was done for it.
        const isStale = sent.reusedSocket && error.code === "ECONNRESET";
        if (isStale) resolve(this.#send(method, path, body, type));
        else reject(error);
      });
      sent.end(body && JSON.stringify(body));
    });
  }
}

/** Breaks a stream into lines; throws when the other side is gone, which a readline interface would not catch. */
async function* linesOf(stream: IncomingMessage): AsyncIterable<string> {
  stream.setEncoding("utf8");
  let rest = "";
  for await (const part of stream as AsyncIterable<string>) {
    const lines = (rest + part).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
