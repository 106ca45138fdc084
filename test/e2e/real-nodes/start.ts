import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { formatAddress, parseCidr, parseRange } from "../../../lib/model/addresses.ts";
import type { Cluster } from "../../../lib/model/cluster.ts";
import type { Node } from "../../../lib/model/cluster-data.ts";
import type { ApiServer, User } from "../api-server.ts";
import { kubeconfigOf } from "../api-server.ts";
import type { ControlPlaneOptions } from "../control-plane.ts";
import { startControllers } from "../control-plane.ts";
import type { KubeObject } from "../kube.ts";
import { until } from "../wait.ts";
import { bundledImages, bundledObjects } from "./bundled.ts";
import type { Image } from "./images.ts";
import { pauseImage, writeArchive } from "./images.ts";
import { RealNode } from "./node.ts";
import { run } from "./shell.ts";
import type { Link } from "./switch.ts";
import { startSwitch, stopSwitch } from "./switch.ts";
import { buildNodeTools } from "./tools.ts";

export interface RealServer extends ApiServer {
  /** Takes away what outlives the processes, once they are ended. */
  restore(): Promise<void>;
}

export interface RealNodes {
  /** Beside those of what the distribution brings along. */
  readonly images: readonly Image[];
}

type Options = ControlPlaneOptions & RealNodes & { readonly say: (line: string) => void };

/**
 * A cluster of the fleet with nodes that run pods, on a network of their own behind its gateway; CoreDNS and the
 * local-path provisioner run on them as k3s has them. Its endpoint has to be an address that no node has.
 */
export async function startRealNodes(cluster: Cluster, options: Options): Promise<RealServer> {
  const { say, processes, tools, directory } = options;
  const nodes: RealNode[] = [];
  const restore = async (): Promise<void> => {
    processes.stopAll();
    await Promise.all(nodes.map((node) => node.remove()));
    await stopSwitch();
  };
  const programs = await buildNodeTools(say);
  const proxy = userOf("system:kube-proxy", "system:authenticated");
  const kubelets = cluster.nodes.map(({ name }) => userOf(`system:node:${name}`, "system:nodes"));
  try {
    await startSwitchOf(cluster);
    const [images, server] = await Promise.all([
      writeImages(options, programs),
      startControllers(cluster, {
        ...options,
        users: [proxy, ...kubelets],
        names: [serviceAddress(cluster, 1)],
        isForPods: true,
      }),
    ]);
    say(`API server of ${cluster.name} answers, and the images are made`);
    const clusterDns = serviceAddress(cluster, 10);
    const proxyKubeconfig = writeKubeconfig(server, proxy);
    for (const [i, node] of cluster.nodes.entries())
      nodes.push(
        new RealNode(node, {
          link: linkOf(cluster, i),
          kubeconfigs: { kubelet: writeKubeconfig(server, kubelets[i]!), proxy: proxyKubeconfig },
          clusterDns,
          podCidr: cluster.podCidr,
          images,
          programs,
          files: join(directory, cluster.name, node.name),
          processes,
        }),
      );
    await Promise.all(nodes.map((node) => node.start()));
    await applyBundled(server, tools, clusterDns);
    await Promise.all(cluster.nodes.map((node) => label(server, node)));
    await until("each node, Ready,", () => areReady(server, cluster), 60);
    say(`nodes ${cluster.nodes.map(({ name }) => name).join(", ")} are Ready`);
    return { ...server, restore };
  } catch (error) {
    await restore();
    throw error;
  }
}

/** The run's side of the nodes' network: it is the gateway, and has the API server's address too. */
function startSwitchOf({ site, network, nodes, ...cluster }: Cluster): Promise<unknown> {
  const { cidr, gateway } = site.networks[network]!;
  const [first] = nodes;
  const { first: from, last: to } = parseRange(cluster.loadBalancer!);
  const balanced = Array.from({ length: to - from + 1 }, (_, i) => formatAddress(from + i));
  return startSwitch(`${gateway}/${prefixOf(cidr)}`, [
    ...nodes.map(({ address }, i) => ({ cidr: podCidrOf(cluster, i), by: address })),
    // What a load balancer announces; every node knows every Service.
    ...[cluster.serviceCidr, ...balanced].map((one) => ({ cidr: one, by: first!.address })),
  ]);
}

function linkOf({ site, network, nodes, ...cluster }: Cluster, index: number): Link {
  const { cidr, gateway } = site.networks[network]!;
  const all = nodes.map(({ address }, i) => ({ address, podCidr: podCidrOf(cluster, i) }));
  const { address, podCidr } = all[index]!;
  return {
    port: `node${index}`,
    address: `${address}/${prefixOf(cidr)}`,
    gateway,
    podCidr,
    others: all.filter((_, i) => i !== index),
  };
}

/** A part of 256 addresses for each node, as flannel gives them. */
function podCidrOf({ podCidr }: Pick<Cluster, "podCidr">, index: number): string {
  return `${formatAddress(parseCidr(podCidr).first + 256 * index)}/24`;
}

function serviceAddress({ serviceCidr }: Cluster, number: number): string {
  return formatAddress(parseCidr(serviceCidr).first + number);
}

function prefixOf(cidr: string): string {
  return cidr.slice(cidr.indexOf("/") + 1);
}

async function writeImages({ images, directory }: Options, programs: string): Promise<string> {
  const pause = { "bin/pause": join(programs, "pause") };
  const all = [
    { name: pauseImage, entrypoint: ["/bin/pause"], programs: pause },
    ...(await bundledImages(programs)),
    ...images,
  ];
  return writeArchive(all, join(directory, "images"));
}

function userOf(name: string, group: string): User {
  return { name, groups: [group], token: randomBytes(16).toString("hex") };
}

/** Returns the file. */
function writeKubeconfig({ name, url, ca, kubeconfig }: ApiServer, user: User): string {
  const file = join(dirname(kubeconfig), `${user.name.replaceAll(":", "-")}.kubeconfig`);
  writeFileSync(file, JSON.stringify(kubeconfigOf(name, url, ca, user.token)), { mode: 0o600 });
  return file;
}

async function applyBundled({ kubeconfig }: ApiServer, tools: string, dns: string): Promise<void> {
  const list = { apiVersion: "v1", kind: "List", items: bundledObjects(dns) };
  const kubectl = join(tools, "kubectl");
  const apply = ["apply", "--server-side", "--filename=-"];
  await run([kubectl, `--kubeconfig=${kubeconfig}`, ...apply], JSON.stringify(list));
}

/** What a kubelet may not say of itself. */
async function label({ kube }: ApiServer, { name, role, labels }: Node): Promise<void> {
  const own = role === "control-plane" ? { "node-role.kubernetes.io/control-plane": "true" } : {};
  const patch = { metadata: { labels: { ...own, ...labels } } };
  const path = `/api/v1/nodes/${name}`;
  await until(`node ${name}`, async () => (await kube.patch(path, patch)) < 300, 60);
}

async function areReady({ kube }: ApiServer, { nodes }: Cluster): Promise<boolean> {
  const found = await kube.list("/api/v1/nodes");
  const isReady = ({ status }: KubeObject): boolean =>
    (status.conditions as readonly Condition[]).some(
      ({ type, status: value }) => type === "Ready" && value === "True",
    );
  return found.filter(isReady).length === nodes.length;
}

interface Condition {
  readonly type: string;
  readonly status: string;
}
