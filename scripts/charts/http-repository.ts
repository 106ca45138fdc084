import { archiveName } from "../../lib/helm/store.ts";
import { withSlash } from "./grant.ts";
import { Failure } from "../http/failure.ts";
import { isOpenWay, placeOf } from "../http/client.ts";
import { mapOf, ownOf } from "../../lib/outside/maps.ts";
import { BadText, readJson, readYaml } from "../../lib/outside/text.ts";
import { get, type Client } from "./http.ts";
import type { Download, Offer, Repository } from "./repository.ts";

interface IndexEntry {
  /** A number when it looks like one. */
  readonly version: string | number;
  readonly appVersion?: string | number | null;
  readonly deprecated?: boolean;
  readonly digest?: string | null;
  readonly urls?: readonly string[] | null;
}

/** A directory of archives with an index.yaml. */
export class HttpRepository implements Repository {
  readonly #url: URL;
  readonly #client: Client;
  /** For archives that the index says are in a registry. */
  readonly #ofRegistry: (repository: string) => Repository;
  #index: Promise<string> | undefined;

  constructor(url: string, client: Client, ofRegistry: (repository: string) => Repository) {
    this.#url = new URL(withSlash(url));
    // Archives may lie elsewhere on the same server; that is who the password is for.
    const accessTo: Client["accessTo"] = async (to) =>
      (await client.accessTo(to)) ??
      (to.origin === this.#url.origin ? client.accessTo(this.#url) : undefined);
    this.#client = { ...client, accessTo };
    this.#ofRegistry = ofRegistry;
  }

  async versions(name: string): Promise<Offer[]> {
    const entries = await this.#entriesOf(name);
    return entries.map(({ version, appVersion, deprecated }) => ({
      version: String(version),
      ...(appVersion === undefined || appVersion === null
        ? {}
        : { appVersion: String(appVersion) }),
      ...(deprecated ? { isDeprecated: true } : {}),
    }));
  }

  async download(name: string, version: string): Promise<Download> {
    const entries = await this.#entriesOf(name);
    const entry = entries.find((candidate) => String(candidate.version) === version);
    const [address] = entry?.urls ?? [];
    if (!entry || !address) {
      const [newest] = entries;
      const hint = newest ? `the first it lists is ${newest.version}` : "it lists none";
      throw new Failure(
        `${placeOf(this.#url)} has no version ${version} of ${name}; ${hint}, correct the version`,
      );
    }
    const digest = /^(?:sha256:)?([0-9a-f]{64})$/.exec(entry.digest ?? "")?.[1];
    if (address.startsWith("oci://")) return this.#fromRegistry(address, name, version);
    const url = URL.parse(address, this.#url);
    if (!url)
      throw new Failure(
        `${placeOf(this.#url)} names "${address}" as the address of ${name}, which is none; tell its owner`,
      );
    const { body } = await get(url, this.#client);
    const isOpen = isOpenWay(this.#url) || (isOpenWay(url) && digest === undefined);
    return { archive: body, isOpen, ...(digest ? { digest: `sha256:${digest}` } : {}) };
  }

  #fromRegistry(address: string, name: string, version: string): Promise<Download> {
    const [repository = ""] = address.split(`/${name}:`);
    return this.#ofRegistry(repository).download(name, version);
  }

  async #entriesOf(name: string): Promise<readonly IndexEntry[]> {
    this.#index ??= this.#readIndex();
    const text = await this.#index;
    try {
      const entries = entriesOf(text, name);
      if (entries) return entries;
    } catch (error) {
      if (!(error instanceof BadText)) throw error;
      throw new Failure(`${placeOf(this.#url)}index.yaml is no YAML; check the repository's URL`);
    }
    const found = `${placeOf(this.#url)} has no chart "${name}"`;
    throw new Failure(`${found}; check the name and the repository's URL`);
  }

  async #readIndex(): Promise<string> {
    const { body } = await get(new URL("index.yaml", this.#url), this.#client);
    return body.toString();
  }
}

/** Archives in a plain directory, for networks without the repositories; an index.yaml is needed for `versions` only. */
export class MirrorDirectory extends HttpRepository {
  readonly #base: string;
  readonly #direct: Client;

  constructor(url: string, client: Client, ofRegistry: (repository: string) => Repository) {
    super(url, client, ofRegistry);
    [this.#base, this.#direct] = [withSlash(url), client];
  }

  override async download(name: string, version: string): Promise<Download> {
    const path = encodeURIComponent(archiveName({ name, version }));
    const { body } = await get(new URL(path, this.#base), this.#direct);
    return { archive: body, isOpen: isOpenWay(new URL(this.#base)) };
  }
}

/** An index can have 20 MB; of one that Helm wrote, only the lines of the chart are parsed. */
function entriesOf(index: string, name: string): readonly IndexEntry[] | undefined {
  const excerpt = excerptOf(index, name);
  if (excerpt !== undefined) {
    try {
      return listedIn(readYaml(excerpt), name);
    } catch {
      // Not as Helm writes it: the whole text decides.
    }
  }
  const whole = index.trimStart().startsWith("{") ? readJson(index) : readYaml(index);
  return listedIn(mapOf(whole)["entries"], name);
}

/** What is no entry of an index is none of its versions. */
function listedIn(entries: unknown, name: string): readonly IndexEntry[] | undefined {
  const list = ownOf(mapOf(entries), name);
  return Array.isArray(list) ? list.filter(isEntry) : undefined;
}

function isEntry(entry: unknown): entry is IndexEntry {
  const { version, appVersion, digest, urls } = mapOf(entry);
  const isText = (value: unknown): boolean => ["string", "number"].includes(typeof value);
  return (
    isText(version) &&
    isText(appVersion ?? "") &&
    typeof (digest ?? "") === "string" &&
    (urls === undefined ||
      urls === null ||
      (Array.isArray(urls) && urls.every((url) => typeof url === "string")))
  );
}

/** From `  name:` to the next key in the same column. */
function excerptOf(index: string, name: string): string | undefined {
  const entries = index.search(/^entries:$/m);
  const start = entries < 0 ? -1 : index.indexOf(`\n  ${name}:\n`, entries);
  if (start < 0) return undefined;
  const nextKey = /\n {0,2}[^\s#-]/g;
  nextKey.lastIndex = start + 1;
  return index.slice(start + 1, nextKey.exec(index)?.index);
}
