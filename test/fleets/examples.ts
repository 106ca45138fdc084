import { existsSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Cluster, Fleet } from "../../lib/model/cluster.ts";

const folder = resolve("clusters/examples");

/** The examples, by name, each as it is and as each other file of it that defines a cluster has it; none in a fork. */
export async function exampleFleets(): Promise<(readonly [name: string, fleet: Fleet])[]> {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).toSorted();
  const fleets = names.map(async (name) => {
    const { fleet } = (await load(join(folder, name, "index.ts"))) as { readonly fleet: Fleet };
    const files = readdirSync(join(folder, name)).filter((file) => file.endsWith(".ts"));
    const found = await Promise.all(files.map((file) => clustersIn(join(folder, name, file))));
    const others = found.flat().filter(([, cluster]) => !fleet.clusters.includes(cluster));
    return [
      [name, fleet] as const,
      ...others.map(([file, cluster]) => [`${name}, ${file}`, only(fleet, cluster)] as const),
    ];
  });
  return (await Promise.all(fleets)).flat();
}

async function clustersIn(path: string): Promise<(readonly [file: string, cluster: Cluster])[]> {
  const exported = Object.values(await load(path)) as readonly Partial<Cluster>[];
  const clusters = exported.filter(
    (one) => one.nodes !== undefined && one.components !== undefined,
  );
  return clusters.map((one) => [basename(path), one as Cluster] as const);
}

function only(fleet: Fleet, cluster: Cluster): Fleet {
  return { ...fleet, clusters: [cluster] };
}

function load(path: string): Promise<object> {
  return import(pathToFileURL(path).href) as Promise<object>;
}
