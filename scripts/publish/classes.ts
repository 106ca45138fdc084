import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import type { Classes } from "../../lib/kubernetes/transition/claims.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import { bundledParts } from "../../lib/model/distribution.ts";
import { loadFleet } from "../fleet/load.ts";
import { git, readBlobs } from "../git/git.ts";

const classFile = /^(\S+) blob (\S+)\t(dist\/([^/]+)\/.*\/StorageClass-[^/]+\.yaml)$/;
const isUsual = "storageclass.kubernetes.io/is-default-class";

/** The classes of a cluster: those that a commit renders, and those that its distribution brings. */
export async function classesOf(
  commit: string,
  load: (text: string) => unknown,
): Promise<(cluster: string) => Classes> {
  const entry = resolve("clusters/index.ts");
  const fleet = existsSync(entry)
    ? await loadFleet({ module: pathToFileURL(entry).href })
    : undefined;
  const files = git("ls-tree", "-r", "-z", commit, "--", "dist").split("\0");
  const found = files.flatMap((line) => {
    const [, , id, , cluster] = classFile.exec(line) ?? [];
    return id === undefined || cluster === undefined ? [] : [{ id, cluster }];
  });
  const texts = readBlobs(found.map(({ id }) => id));
  const rendered = found.map(({ cluster }, i) => ({
    cluster,
    object: load(texts[i]!) as Manifest,
  }));
  return (cluster) => {
    const own = rendered.filter((one) => one.cluster === cluster).map(({ object }) => object);
    return withBundled(own, bundledIn(fleet, cluster));
  };
}

/** Those that a distribution brings keep their volumes in a folder of a node, which nobody measures: none grows. */
export function withBundled(own: readonly Manifest[], bundled: readonly string[]): Classes {
  const usual = own.find(({ metadata }) => metadata.annotations?.[isUsual] === "true");
  return {
    usual: usual?.metadata.name ?? bundled[0],
    grows(name) {
      const known = own.find(({ metadata }) => metadata.name === name);
      if (known) return known["allowVolumeExpansion"] === true;
      return bundled.includes(name) ? false : undefined;
    },
  };
}

function bundledIn(fleet: Fleet | undefined, name: string): string[] {
  const cluster = fleet?.clusters.find((one) => one.name === name);
  const parts = cluster ? [...bundledParts(cluster).values()] : [];
  return parts.flatMap(({ storageClass }) => storageClass?.name ?? []);
}
