import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { ImportedChart } from "../../lib/kubernetes/chart.ts";

/** Something that a server of charts has, with its media type. */
interface Content {
  readonly type: string;
  readonly body: Buffer;
}

/** Serves archives named `<chart>-<version>.tgz` as the repositories that the charts come from would. */
export class ChartServer {
  readonly #contents = new Map<string, Content>();

  /** `charts` without an archive in `directory` are left out. */
  constructor(charts: readonly ImportedChart[], directory: string) {
    const indexed = new Map<string, ImportedChart[]>();
    for (const chart of charts) {
      const archive = join(directory, `${chart.name}-${chart.version}.tgz`);
      if (!existsSync(archive)) continue;
      const body = readFileSync(archive);
      // A directory of the repository is asked of nobody.
      if (chart.repository === undefined) continue;
      const { protocol, host, pathname } = new URL(chart.repository);
      const base = `${host}${pathname.replace(/\/$/, "")}`;
      if (protocol === "oci:") this.#addToRegistry(chart, base, body);
      else {
        indexed.set(base, [...(indexed.get(base) ?? []), chart]);
        const type = "application/gzip";
        this.#contents.set(`${base}/${chart.name}-${chart.version}.tgz`, { type, body });
      }
    }
    for (const [base, members] of indexed) this.#add(`${base}/index.yaml`, indexOf(members));
  }

  serve(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? "/", "https://charts");
    const key = `${request.headers.host}${decodeURIComponent(pathname)}`;
    const content = this.#contents.get(key);
    if (!content) return void response.writeHead(pathname === "/v2/" ? 200 : 404).end();
    response.setHeader("content-type", content.type);
    response.setHeader("content-length", content.body.length);
    response.setHeader("docker-content-digest", digestOf(content.body));
    response.end(request.method === "HEAD" ? undefined : content.body);
  }

  #add(key: string, body: object, type = "application/json"): Buffer {
    const content = { type, body: Buffer.from(JSON.stringify(body)) };
    this.#contents.set(key, content);
    return content.body;
  }

  /** As a chart stands in an OCI registry: a manifest, named by version and digest, with two blobs. */
  #addToRegistry({ name, version }: ImportedChart, base: string, archive: Buffer): void {
    const [host, ...path] = `${base}/${name}`.split("/");
    const root = `${host}/v2/${path.join("/")}`;
    const configuration = Buffer.from(JSON.stringify({ apiVersion: "v2", name, version }));
    const blob = (mediaType: string, body: Buffer): object => {
      const digest = digestOf(body);
      this.#contents.set(`${root}/blobs/${digest}`, { type: "application/octet-stream", body });
      return { mediaType, digest, size: body.length };
    };
    const mediaType = "application/vnd.oci.image.manifest.v1+json";
    const manifest = {
      schemaVersion: 2,
      mediaType,
      config: blob("application/vnd.cncf.helm.config.v1+json", configuration),
      layers: [blob("application/vnd.cncf.helm.chart.content.v1.tar+gzip", archive)],
    };
    const body = this.#add(`${root}/manifests/${version}`, manifest, mediaType);
    this.#contents.set(`${root}/manifests/${digestOf(body)}`, { type: mediaType, body });
    this.#add(`${root}/tags/list`, { name: path.join("/"), tags: [version] });
  }
}

function indexOf(charts: readonly ImportedChart[]): object {
  const entries = charts.map(({ name, version }) => [
    name,
    [{ apiVersion: "v2", name, version, urls: [`${name}-${version}.tgz`] }],
  ]);
  return { apiVersion: "v1", entries: Object.fromEntries(entries) as object };
}

function digestOf(body: Buffer): string {
  return `sha256:${createHash("sha256").update(body).digest("hex")}`;
}
