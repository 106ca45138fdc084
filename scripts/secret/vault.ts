import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Answer } from "../http/client.ts";
import { send } from "../http/client.ts";
import { Failure } from "../http/failure.ts";
import { failure } from "../tell/failure.ts";
import type { Store } from "./uses.ts";

type VaultStore = Extract<Store, { kind: "vault" }>;

const timeoutSeconds = 10;

/** A Vault, with its key-value engine of version 2 (Vault docs: api-docs/secret/kv/kv-v2). */
export class Vault {
  readonly #server: string;
  readonly #ca: Buffer | undefined;

  constructor(server: string) {
    this.#server = server;
    const file = process.env["VAULT_CACERT"];
    this.#ca = file ? readCertificate(file) : undefined;
  }

  /** The keys of what is kept there, without a value; undefined when nothing is. */
  async keys({ mount, path }: VaultStore): Promise<readonly string[] | undefined> {
    const { status, body } = await this.#send("GET", `${mount}/subkeys/${path}`);
    if (status === 404) return undefined;
    if (status !== 200) throw this.#refused(status, body.toString());
    const { data } = JSON.parse(body.toString()) as {
      data: { subkeys: Record<string, unknown> | null };
    };
    return data.subkeys ? Object.keys(data.subkeys) : undefined;
  }

  /** Keys that are not among the values stay as they are. */
  async write(store: VaultStore, values: Readonly<Record<string, string>>): Promise<void> {
    const at = `${store.mount}/data/${store.path}`;
    const isThere = (await this.keys(store)) !== undefined;
    const { status, body } = await this.#send(isThere ? "PATCH" : "POST", at, { data: values });
    if (status >= 300) throw this.#refused(status, body.toString());
  }

  /** What is configured at a path; undefined where nothing is. */
  async read<Found>(path: string): Promise<Found | undefined> {
    const { status, body } = await this.#send("GET", path);
    const isUnknown = status === 404 || (status === 400 && /no auth engine/i.test(body.toString()));
    if (isUnknown) return undefined;
    if (status !== 200) throw this.#refused(status, body.toString());
    return (JSON.parse(body.toString()) as { data: Found }).data;
  }

  async put(path: string, settings: object): Promise<void> {
    const { status, body } = await this.#send("POST", path, settings);
    if (status >= 300) throw this.#refused(status, body.toString());
  }

  #refused(status: number, body: string): Error {
    if (status === 403)
      return failure(
        this.#server,
        "refuses your token; log in with: vault login, or set VAULT_TOKEN to one that may read and write there",
      );
    const why = errorsOf(body) || `answers ${status}`;
    return failure(
      this.#server,
      `${why}; look further with: vault status -address=${this.#server}`,
    );
  }

  async #send(method: string, path: string, body?: object): Promise<Answer> {
    const headers = {
      "X-Vault-Token": tokenOf(this.#server),
      ...(body && {
        "Content-Type": method === "PATCH" ? "application/merge-patch+json" : "application/json",
      }),
    };
    const text = body && JSON.stringify(body);
    const tls = this.#ca && { ca: this.#ca };
    try {
      const url = new URL(`${this.#server}/v1/${path}`);
      return await send(url, { method, headers, tls, timeoutSeconds, ...(text && { body: text }) });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const todo =
        'see that it runs and that this computer trusts it (VAULT_CACERT), "npm run doctor" says what is reachable';
      throw failure(this.#server, `${error.found}; ${todo}`);
    }
  }
}

/** As Vault's own program finds it (Vault docs: commands/token-helper). */
function tokenOf(server: string): string {
  const token = process.env["VAULT_TOKEN"] || tokenFromFile();
  if (token) return token;
  throw failure(server, "wants a token; log in with: vault login, or set VAULT_TOKEN");
}

function tokenFromFile(): string {
  try {
    return readFileSync(join(homedir(), ".vault-token"), "utf8").trim();
  } catch {
    return "";
  }
}

function readCertificate(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw failure(
      "VAULT_CACERT",
      `${(error as Error).message}; set it to the file of Vault's authority`,
    );
  }
}

function errorsOf(body: string): string {
  try {
    return (JSON.parse(body) as { errors?: string[] }).errors?.join(", ") ?? "";
  } catch {
    return "";
  }
}
