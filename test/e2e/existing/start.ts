import { join } from "node:path";
import { importedCharts } from "../../../lib/kubernetes/chart.ts";
import type { Cluster } from "../../../lib/model/cluster.ts";
import type { ApiServer, ApiServerOptions } from "../api-server.ts";
import { startKwok } from "../control-plane.ts";
import { Kube } from "../kube.ts";
import type { KubeObject } from "../kube.ts";
import type { Network } from "../network.ts";
import { createNodes } from "../nodes.ts";
import { FleetError } from "../../../lib/problem.ts";
import { readContents, requireUnused, restoreContents } from "./contents.ts";
import { readKubeconfig } from "./kubeconfig.ts";

export interface ExistingOptions extends Pick<
  ApiServerOptions,
  "tools" | "directory" | "processes"
> {
  /** The kubeconfig; its current context counts. */
  readonly file: string;
  readonly network: Network;
}

export interface ExistingServer extends ApiServer {
  /** Makes the cluster what it was before. */
  restore(): Promise<void>;
}

const taint = { key: "e2e.test/real", effect: "NoSchedule" };

/**
 * Takes a cluster that runs, and that nobody uses, for one of the fleet: its own controllers, and simulated nodes beside
 * its real ones, which get no pods.
 */
export async function startExisting(
  cluster: Cluster,
  { file, ...options }: ExistingOptions,
): Promise<ExistingServer> {
  const { url, ca, credentials } = readKubeconfig(file);
  const kube = new Kube(url, credentials, ca);
  if (!(await kube.isReady())) {
    const message = `the API server at ${url} does not answer, or not to this user; see why with: kubectl --kubeconfig ${file} get --raw /readyz`;
    throw new FleetError([{ place: file, message }]);
  }
  const before = await readContents(kube);
  const kinds = Object.values(importedCharts()).flatMap(({ crds }) => [...crds]);
  requireUnused(before, new Set(kinds.map(({ plural, group }) => `${plural}.${group}`)));
  const realNodes = await kube.list("/api/v1/nodes");
  await Promise.all(realNodes.map((node) => setTaints(kube, node, [...taintsOf(node), taint])));
  await createNodes(kube, cluster);
  const server: ApiServer = {
    name: cluster.name,
    // Of the programs that run here.
    address: "127.0.0.1",
    url,
    ca,
    // Nothing that the run makes may hold what a person gave it.
    token: "",
    kube,
    kubeconfig: file,
  };
  const { network } = options;
  const files = join(options.directory, cluster.name);
  await startKwok(server, { ...options, files, network, nodes: "simulated" });
  return {
    ...server,
    async restore() {
      await restoreContents(kube, before);
      await Promise.all(realNodes.map((node) => setTaints(kube, node, taintsOf(node))));
    },
  };
}

function taintsOf({ spec }: KubeObject): object[] {
  return (spec?.taints ?? []) as object[];
}

async function setTaints(
  kube: Kube,
  { metadata }: KubeObject,
  taints: readonly object[],
): Promise<void> {
  await kube.patch(`/api/v1/nodes/${metadata.name}`, { spec: { taints } });
}
