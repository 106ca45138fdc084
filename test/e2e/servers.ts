import type { Cluster } from "../../lib/model/cluster.ts";
import type { ApiServer, ApiServerOptions } from "./api-server.ts";
import { startEtcd } from "./api-server.ts";
import { startControlPlane } from "./control-plane.ts";
import { startExisting } from "./existing/start.ts";
import type { Network } from "./network.ts";

export interface ServersOptions extends Pick<
  ApiServerOptions,
  "tools" | "directory" | "processes"
> {
  readonly network: Network;
  /** Of a cluster that runs already, for the only one. */
  readonly kubeconfig?: string;
}

export interface Servers {
  /** In the order of the clusters. */
  readonly servers: readonly ApiServer[];
  /** Leaves nothing in a cluster that was there before. */
  restore(): Promise<void>;
}

/** The API servers of clusters: new ones, with all that acts beside them, or the one of a kubeconfig. */
export async function startServers(
  clusters: readonly Cluster[],
  { kubeconfig, ...options }: ServersOptions,
): Promise<Servers> {
  if (kubeconfig !== undefined) {
    const server = await startExisting(clusters[0]!, { ...options, file: kubeconfig });
    return { servers: [server], restore: () => server.restore() };
  }
  const { network } = options;
  const port = await network.portFor(2379);
  const etcd = startEtcd(options, { port, peerPort: await network.portFor(2380) });
  const servers = await Promise.all(
    clusters.map((cluster) => startControlPlane(cluster, { ...options, etcd })),
  );
  return { servers, restore: async () => {} };
}
