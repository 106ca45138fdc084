import { digestOf } from "../../lib/helm/store.ts";
import { Failure } from "../http/failure.ts";
import { isOpenWay, placeOf, type Answer } from "../http/client.ts";
import { mapOf } from "../../lib/outside/maps.ts";
import { parseJson, type Client } from "./http.ts";
import { Registry } from "./registry.ts";
import type { Download, Offer, Repository } from "./repository.ts";

const manifestType = "application/vnd.oci.image.manifest.v1+json";
// The second is what the first versions of Helm's OCI support wrote.
const chartTypes = new Set([
  "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
  "application/tar+gzip",
]);

interface Layer {
  readonly mediaType: string;
  readonly digest: string;
}

/** A registry may name a next page for ever. */
const mostTags = 100_000;

/** Charts in an OCI registry below one path: each a repository with its versions as tags. */
export class OciRepository implements Repository {
  readonly #url: URL;
  readonly #registry: Registry;
  readonly #isOpen: boolean;

  constructor(repository: string, client: Client, isPlain: boolean) {
    const scheme = isPlain ? "http" : "https";
    this.#url = new URL(repository.replace(/^oci:/, `${scheme}:`));
    if (this.#url.host === "docker.io") this.#url.host = "registry-1.docker.io";
    this.#registry = new Registry(this.#url.origin, client);
    this.#isOpen = isOpenWay(this.#url);
  }

  async versions(name: string): Promise<Offer[]> {
    const tags: string[] = [];
    let next: string | undefined = `${this.#base(name)}/tags/list?n=1000`;
    while (next !== undefined && tags.length < mostTags) {
      const answer: Answer = await this.#registry.get(next, this.#path(name));
      const found = tagsIn(parseJson(answer.body, this.#url));
      tags.push(...found);
      if (found.length === 0) break;
      next = /<([^>]+)>\s*;\s*rel="?next/.exec(String(answer.headers["link"]))?.[1];
    }
    // Tags know no plus sign.
    return tags.map((tag) => ({ version: tag.replaceAll("_", "+") }));
  }

  async download(name: string, version: string): Promise<Download> {
    const base = this.#base(name);
    const path = this.#path(name);
    const tag = version.replaceAll("+", "_");
    const answer = await this.#registry.get(`${base}/manifests/${tag}`, path, manifestType);
    const layer = layersIn(parseJson(answer.body, this.#url)).find(({ mediaType }) =>
      chartTypes.has(mediaType),
    );
    if (!layer) {
      const place = placeOf(new URL(`${base}/manifests/${tag}`, this.#url));
      throw new Failure(`${place} is something else than a chart; correct the repository`);
    }
    const { body } = await this.#registry.get(`${base}/blobs/${layer.digest}`, path);
    const digest = digestOf(body);
    if (digest === layer.digest) return { archive: body, digest, isOpen: this.#isOpen };
    const found = `${placeOf(this.#url)} sends for ${layer.digest} something with ${digest}`;
    throw new Failure(`${found}; the registry or what stands before it is broken, tell its owner`);
  }

  #path(name: string): string {
    return `${this.#url.pathname.replace(/^\/|\/$/g, "")}/${name}`.replace(/^\//, "");
  }

  #base(name: string): string {
    return `/v2/${this.#path(name)}`;
  }
}

function tagsIn(answer: unknown): string[] {
  const { tags } = mapOf(answer);
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
}

/** Those whose digest is one: it is part of an address. */
function layersIn(manifest: unknown): Layer[] {
  const { layers } = mapOf(manifest);
  return (Array.isArray(layers) ? layers : []).filter((layer): layer is Layer => {
    const { mediaType, digest } = mapOf(layer);
    return typeof mediaType === "string" && /^sha256:[0-9a-f]{64}$/.test(String(digest));
  });
}
