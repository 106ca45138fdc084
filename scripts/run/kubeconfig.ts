import { homedir } from "node:os";
import { join } from "node:path";
import type { Cluster } from "../../lib/model/cluster.ts";

/** Where the bootstrap puts a cluster's kubeconfig, for this user alone; commands for the cluster read it there. */
export function kubeconfigPath({ name }: Pick<Cluster, "name">): string {
  const home = process.env["XDG_CONFIG_HOME"] ?? join(homedir(), ".config");
  return join(home, "strata", `${name}.kubeconfig`);
}
