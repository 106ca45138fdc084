import { join } from "node:path";
import type { Cluster } from "../../../lib/model/cluster.ts";
import { podTemplateOf } from "../../../lib/order/references/pod.ts";
import { planOf } from "../plans.ts";
import { databaseName, tools } from "./house.ts";
import type { Image } from "./images.ts";
import { busybox, pathOf } from "./images.ts";

/** What the house runs, of files of this computer; a version is a tag. */
export async function houseImages(
  cluster: Cluster,
  versions: readonly string[],
  programs: string,
): Promise<readonly Image[]> {
  const client = { "bin/valkey-cli": await pathOf("redis-cli") };
  // The shell's own wget finds no names: what it is linked with loads that from elsewhere.
  const own = { ...client, "bin/probe": join(programs, "probe") };
  const all = versions.map((version) =>
    busybox(`${tools}:${version}`, { programs: own, texts: { "www/version": version } }),
  );
  return [
    ...(await Promise.all(all)),
    {
      // Valkey began as this version of Redis, and takes the same options.
      name: databaseImage(cluster),
      programs: { ...client, "bin/valkey-server": await pathOf("redis-server") },
    },
  ];
}

/** The one that the component asks for. */
function databaseImage(cluster: Cluster): string {
  const manifests = planOf(cluster).components.flatMap((component) => component.manifests);
  const found = manifests.find(
    ({ kind, metadata }) => kind === "StatefulSet" && metadata.name === databaseName,
  )!;
  return podTemplateOf(found)!.spec.containers[0]!.image!;
}
