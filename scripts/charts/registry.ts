import { mapOf } from "../../lib/outside/maps.ts";
import { Failure } from "../http/failure.ts";
import { answerFailure } from "./answer.ts";
import type { Answer, Headers } from "../http/client.ts";
import { placeOf } from "../http/client.ts";
import { authorization, get, parseJson, type Client } from "./http.ts";

/** A registry as the OCI distribution specification has it, with the tokens it hands out. */
export class Registry {
  readonly #origin: string;
  readonly #client: Client;
  /** Passwords are sent only when a challenge asks for them. */
  readonly #quiet: Client;
  /** Authorization by path of the repository. */
  readonly #granted = new Map<string, Promise<Headers>>();

  constructor(origin: string, client: Client) {
    this.#origin = origin;
    this.#client = client;
    const accessTo: Client["accessTo"] = async (url) => {
      const tls = (await client.accessTo(url))?.tls;
      return tls && { tls };
    };
    this.#quiet = { ...client, accessTo };
  }

  /** Gets something of the repository at `path`; signs in when asked to. */
  async get(address: string, path: string, accept?: string): Promise<Answer> {
    const url = URL.parse(address, this.#origin);
    // Whoever a page is said to stand with is sent what only the registry may know.
    if (url?.origin !== this.#origin)
      throw new Failure(
        `${this.#origin} leads to "${address}", which is not its own; tell its owner`,
      );
    const common: Headers = accept ? { accept } : {};
    const known = (await this.#granted.get(path)) ?? {};
    const first = await get(url, this.#quiet, { ...common, ...known }, [401]);
    if (first.status !== 401) return first;
    const signIn = this.#signIn(url, path, first.headers["www-authenticate"] ?? "");
    this.#granted.set(path, signIn);
    return get(url, this.#quiet, { ...common, ...(await signIn) });
  }

  async #signIn(url: URL, path: string, challenge: string): Promise<Headers> {
    const [scheme = ""] = challenge.split(" ");
    const login = authorization(await this.#client.accessTo(url));
    if (scheme.toLowerCase() === "basic" && login["authorization"]) return login;
    if (scheme.toLowerCase() !== "bearer") throw answerFailure(placeOf(url), 401);
    const { realm = "", service, scope = `repository:${path}:pull` } = parametersOf(challenge);
    const address = URL.parse(realm);
    if (!address) throw answerFailure(placeOf(url), 401);
    address.searchParams.set("scope", scope);
    if (service) address.searchParams.set("service", service);
    // The password is for the token server that the registry names, unless that would bare it.
    const isSafe = url.protocol === "http:" || address.protocol === "https:";
    const { body } = await get(address, this.#quiet, isSafe ? login : {});
    const { token, access_token: other } = mapOf(parseJson(body, address));
    const given = token ?? other;
    // In a header, nothing but what tokens are made of.
    if (typeof given !== "string" || !/^[\x20-\x7e]+$/.test(given))
      throw new Failure(`${placeOf(address)} hands out no token; check the registry's URL`);
    return { authorization: `Bearer ${given}` };
  }
}

/** `Bearer realm="…",service="…"` as an object. */
function parametersOf(challenge: string): Readonly<Record<string, string>> {
  const pairs = challenge.matchAll(/(\w+)="([^"]*)"/g);
  return Object.fromEntries([...pairs].map(([, key = "", value = ""]) => [key, value]));
}
