import { join } from "node:path";
import type { Cluster } from "../../../lib/model/cluster.ts";
import type { Node } from "../../../lib/model/cluster-data.ts";
import type { ApiServer } from "../api-server.ts";
import type { ControlPlaneOptions } from "../control-plane.ts";
import { startControllers } from "../control-plane.ts";
import type { KubeObject } from "../kube.ts";
import { until } from "../wait.ts";
import { nodeUsers, writeKubeconfig } from "./access.ts";
import { gatewayOf, houseRoutes, linkOf, serviceAddress } from "./addresses.ts";
import { bundledImages, bundledObjects } from "./bundled.ts";
import type { Image } from "./images.ts";
import { pauseImage, writeArchive } from "./images.ts";
import { RealNode } from "./node.ts";
import { run } from "./shell.ts";
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
 * A cluster of the fleet with nodes that run pods, on a network of their own behind its gateway; what
 * its distribution brings runs on them as k3s has it. Its endpoint has to be an address that no node has.
 */
export async function startRealNodes(cluster: Cluster, options: Options): Promise<RealServer> {
  const { say, processes, tools } = options;
  const nodes: RealNode[] = [];
  const restore = async (): Promise<void> => {
    processes.stopAll();
    await Promise.all(nodes.map((node) => node.remove()));
    await stopSwitch();
  };
  try {
    await startSwitch(gatewayOf(cluster), houseRoutes(cluster));
    const server = await startWithNodes(cluster, options, nodes);
    await applyBundled(server, join(tools, "kubectl"), cluster);
    await Promise.all(cluster.nodes.map((node) => label(server, node)));
    await until("each node, Ready,", () => areReady(server, cluster), 60);
    say(`nodes ${cluster.nodes.map(({ name }) => name).join(", ")} are Ready`);
    return { ...server, restore };
  } catch (error) {
    await restore();
    throw error;
  }
}

/** Adds the nodes to the list as soon as there is something of them to take away. */
async function startWithNodes(
  cluster: Cluster,
  options: Options,
  nodes: RealNode[],
): Promise<ApiServer> {
  const { say, processes, directory } = options;
  const programs = await buildNodeTools(say);
  const { proxy, kubelets } = nodeUsers(cluster);
  const names = [serviceAddress(cluster, 1)];
  const users = [proxy, ...kubelets];
  const [images, server] = await Promise.all([
    writeImages(options, programs),
    startControllers(cluster, { ...options, users, names, isForPods: true }),
  ]);
  say(`API server of ${cluster.name} answers, and the images are made`);
  const common = {
    proxyKubeconfig: writeKubeconfig(server, proxy),
    clusterDns: serviceAddress(cluster, 10),
    clusterCidr: cluster.podCidr,
    images,
    programs,
    processes,
  };
  for (const [i, node] of cluster.nodes.entries()) {
    const kubeconfig = writeKubeconfig(server, kubelets[i]!);
    const files = join(directory, cluster.name, node.name);
    nodes.push(new RealNode(node, { ...common, kubeconfig, files, link: linkOf(cluster, i) }));
  }
  await Promise.all(nodes.map((node) => node.start()));
  return server;
}

/** Returns their archive. */
async function writeImages({ images, directory }: Options, programs: string): Promise<string> {
  const pause = { "bin/pause": join(programs, "pause") };
  const all = [
    { name: pauseImage, entrypoint: ["/bin/pause"], programs: pause },
    ...(await bundledImages(programs)),
    ...images,
  ];
  return writeArchive(all, join(directory, "images"));
}

async function applyBundled(
  { kubeconfig }: ApiServer,
  kubectl: string,
  cluster: Cluster,
): Promise<void> {
  const list = { apiVersion: "v1", kind: "List", items: bundledObjects(cluster) };
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
