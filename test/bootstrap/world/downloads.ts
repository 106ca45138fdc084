import { createHash } from "node:crypto";
import type { Fleet } from "../../../lib/model/cluster.ts";
import { k3sProgram } from "../hosts/releases.ts";

/** What machines and commands download: releases of k3s and images of machines, each with its published sums. */
export function downloadsOf(
  { site, clusters }: Fleet,
  more: readonly string[] = [],
): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const releases = site.downloads?.k3s;
  const versions = new Set([...clusters.map(({ kubernetes }) => kubernetes.version), ...more]);
  for (const version of releases ? versions : []) {
    const base = `${releases}/${encodeURIComponent(version)}`;
    const program = Buffer.from(k3sProgram(version));
    for (const [architecture, name] of [
      ["amd64", "k3s"],
      ["arm64", "k3s-arm64"],
    ]) {
      files.set(`${base}/${name}`, program);
      files.set(`${base}/sha256sum-${architecture}.txt`, sums("sha256", { [name!]: program }));
    }
  }
  for (const { proxmox } of Object.values(site.hosts)) {
    if (!proxmox) continue;
    const { url, sums: list } = proxmox.template.image;
    const image = emptyImage(3 * 2 ** 30);
    files.set(url, image);
    files.set(list, sums("sha512", { [url.split("/").at(-1)!]: image }));
  }
  return files;
}

function sums(algorithm: string, files: Readonly<Record<string, Buffer>>): Buffer {
  const lines = Object.entries(files).map(
    ([name, content]) => `${createHash(algorithm).update(content).digest("hex")}  ${name}\n`,
  );
  return Buffer.from(lines.join(""));
}

/** The head of a qcow2 image of so many bytes: magic, version, and the size at offset 24. */
function emptyImage(bytes: number): Buffer {
  const image = Buffer.alloc(512);
  image.write("QFI\xfb", 0, "latin1");
  image.writeUInt32BE(3, 4);
  image.writeBigUInt64BE(BigInt(bytes), 24);
  return image;
}
