import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import type { LocalRuntime } from "../../lib/model/cluster-data.ts";
import { k3s } from "../../charts/distributions/k3s.ts";
import { toYaml } from "../../lib/emit/yaml.ts";
import { failure } from "../tell/failure.ts";

/** A cluster that runs in containers, with what its data says of them. */
export interface LocalCluster {
  readonly cluster: Cluster;
  readonly runtime: LocalRuntime;
}

/** The one cluster of the fleet that k3d runs, or the one of this name. */
export function localCluster({ clusters }: Fleet, name?: string): LocalCluster {
  const all = clusters.filter(({ kubernetes }) => kubernetes.distribution.name === "k3d");
  const cluster = name === undefined ? all[0] : all.find((one) => one.name === name);
  if (!cluster) {
    const found = name === undefined ? "no cluster of the fleet" : `"${name}" is no cluster that`;
    const known = all.map((one) => one.name).join(", ") || "a cluster with distribution k3d";
    throw failure("local", `${found} runs in k3d; use ${known}`);
  }
  if (!cluster.runtime)
    throw failure(
      cluster.name,
      "has distribution k3d and no runtime; say which ports it publishes",
    );
  return { cluster, runtime: cluster.runtime };
}

/** Seconds that k3d waits for the servers (seed 000, line 680). */
const startSeconds = 300;

/** At which k3d's registry answers its nodes, whatever port this computer has for it (k3d docs: usage/registries). */
const insidePort = 5000;

/** k3d's parts that are switched off by name; flannel is the network of k3s itself (k3s docs: cli/server). */
const disablable = Object.keys(k3s.parts).filter((name) => name !== "flannel");

/** The configuration of k3d (k3d docs: usage/configfile, schema k3d.io/v1alpha5). */
export function k3dConfig({ cluster, runtime }: LocalCluster): object {
  const { name, kubernetes, nodes, network, site, podCidr, serviceCidr } = cluster;
  const all = ["server:*"];
  const off = disablable.filter((part) => !kubernetes.bundled.includes(part));
  const flags = [
    ...off.map((part) => `--disable=${part}`),
    `--cluster-cidr=${podCidr}`,
    `--service-cidr=${serviceCidr}`,
  ];
  return {
    apiVersion: "k3d.io/v1alpha5",
    kind: "Simple",
    metadata: { name },
    servers: nodes.filter(({ role }) => role === "control-plane").length,
    agents: nodes.filter(({ role }) => role === "worker").length,
    // A tag of an image has no "+".
    image: `docker.io/rancher/k3s:${kubernetes.version.replace("+", "-")}`,
    subnet: site.networks[network]!.cidr,
    ports: Object.entries(runtime.ports).map(([here, there]) => ({
      port: `${here}:${there}`,
      nodeFilters: ["loadbalancer"],
    })),
    registries: {
      create: { name: registryName(cluster), hostPort: String(runtime.registryPort) },
      config: toYaml({ mirrors: mirrorsOf({ cluster, runtime }) }),
    },
    options: {
      k3d: { wait: true, timeout: `${startSeconds}s` },
      k3s: { extraArgs: flags.map((arg) => ({ arg, nodeFilters: all })) },
      kubeconfig: { updateDefaultKubeconfig: true, switchCurrentContext: false },
    },
  };
}

/** Where the nodes look for images first (k3s docs: installation/private-registry). k3d adds its own registry. */
function mirrorsOf({ cluster, runtime }: LocalCluster): object {
  const own = `http://${registryName(cluster)}:${insidePort}`;
  const mirrors = { [`localhost:${runtime.registryPort}`]: "registry", ...runtime.mirrors };
  const endpoints = Object.entries(mirrors).map(([registry, address]) => [
    registry,
    { endpoint: [address === "registry" ? own : address] },
  ]);
  return Object.fromEntries(endpoints) as object;
}

/** Inside the cluster; on this computer it is `localhost`. */
export function registryName({ name }: Cluster): string {
  return `${name}-registry.localhost`;
}
