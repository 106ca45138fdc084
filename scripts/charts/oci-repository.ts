import { digestOf } from "../../lib/helm/store.ts";
import { Failure } from "../http/failure.ts";
import { placeOf, type Answer } from "../http/client.ts";
import { parseJson, type Client } from "./http.ts";
import { Registry } from "./registry.ts";
import type { Download, Offer, Repository } from "./repository.ts";

const manifestType = "application/vnd.oci.image.manifest.v1+json";
// The second is what the first versions of Helm's OCI support wrote.
const chartTypes = new Set([
  "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
  "application/tar+gzip",
]);

interface Manifest {
  readonly layers?: readonly { readonly mediaType: string; readonly digest: string }[];
}

/** Charts in an OCI registry below one path: each a repository with its versions as tags. */
export class OciRepository implements Repository {
  readonly #url: URL;
  readonly #registry: Registry;

  constructor(repository: string, client: Client, isPlain: boolean) {
    const scheme = isPlain ? "http" : "https";
    this.#url = new URL(repository.replace(/^oci:/, `${scheme}:`));
    if (this.#url.host === "docker.io") this.#url.host = "registry-1.docker.io";
    this.#registry = new Registry(this.#url.origin, client);
  }

  async versions(name: string): Promise<Offer[]> {
    const tags: string[] = [];
    let next: string | undefined = `${this.#base(name)}/tags/list?n=1000`;
    while (next !== undefined) {
      const answer: Answer = await this.#registry.get(next, this.#path(name));
      tags.push(...((parseJson(answer.body, this.#url) as { tags?: string[] | null }).tags ?? []));
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
    const { layers = [] } = parseJson(answer.body, this.#url) as Manifest;
    const layer = layers.find(({ mediaType }) => chartTypes.has(mediaType));
    if (!layer) {
      const place = placeOf(new URL(`${base}/manifests/${tag}`, this.#url));
      throw new Failure(`${place} is something else than a chart; correct the repository`);
    }
    const { body } = await this.#registry.get(`${base}/blobs/${layer.digest}`, path);
    const digest = digestOf(body);
    if (digest === layer.digest) return { archive: body, digest };
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
