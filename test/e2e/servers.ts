import type { Cluster } from "../../lib/model/cluster.ts";
import type { ApiServer, ApiServerOptions } from "./api-server.ts";
import { startEtcd } from "./api-server.ts";
import { startControlPlane } from "./control-plane.ts";
import { startExisting } from "./existing/start.ts";
import type { Network } from "./network.ts";
import type { RealNodes } from "./real-nodes/start.ts";
import { startRealNodes } from "./real-nodes/start.ts";

export interface ServersOptions extends Pick<
  ApiServerOptions,
  "tools" | "directory" | "processes"
> {
  readonly network: Network;
  /** Of a cluster that runs already, for the only one. */
  readonly kubeconfig?: string;
  /** Of nodes that run pods, for the only cluster. */
  readonly realNodes?: RealNodes;
  readonly say: (line: string) => void;
}

export interface Servers {
  /** In the order of the clusters. */
  readonly servers: readonly ApiServer[];
  /** Leaves nothing in a cluster that was there before, and of nodes nothing that outlives their processes. */
  restore(): Promise<void>;
}

/** The API servers of clusters: new ones, with all that acts beside them, or the one of a kubeconfig. */
export async function startServers(
  clusters: readonly Cluster[],
  { kubeconfig, realNodes, ...options }: ServersOptions,
): Promise<Servers> {
  if (kubeconfig !== undefined) {
    const server = await startExisting(clusters[0]!, { ...options, file: kubeconfig });
    return { servers: [server], restore: () => server.restore() };
  }
  const { network } = options;
  const port = await network.portFor(2379);
  const etcd = startEtcd(options, { port, peerPort: await network.portFor(2380) });
  if (realNodes) {
    const server = await startRealNodes(clusters[0]!, { ...options, ...realNodes, etcd });
    return { servers: [server], restore: () => server.restore() };
  }
  const servers = await Promise.all(
    clusters.map((cluster) => startControlPlane(cluster, { ...options, etcd })),
  );
  return { servers, restore: async () => {} };
}
