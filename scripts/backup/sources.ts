import type { Fleet } from "../../lib/model/cluster.ts";
import type { Cluster } from "../../lib/model/cluster.ts";
import { isInstalled } from "../kube/access.ts";
import { isServer, targetsOfCluster } from "../node/target.ts";
import type { Target } from "../node/target.ts";
import { failure, unknown } from "../tell/failure.ts";
import { succeeds } from "../ssh/look.ts";
import { machineNamed } from "../ssh/machine.ts";
import type { Machine } from "../ssh/machine.ts";
import type { Ssh } from "../ssh/ssh.ts";
import { etcdSource, k3s } from "./etcd.ts";

/** Clusters whose etcd k3s keeps; those in containers are made anew, others have tools of their own. */
export function clustersWithEtcd({ clusters }: Fleet): Cluster[] {
  return clusters.filter(isInstalled);
}

/** The one that is named, or all. */
export function clustersNamed(
  fleet: Fleet,
  name: string | undefined,
  command: "backup" | "node" = "backup",
): Cluster[] {
  const all = clustersWithEtcd(fleet);
  if (name === undefined) return all;
  const found = all.find((one) => one.name === name);
  return [
    found ??
      unknown(
        command,
        "cluster on machines",
        name,
        all.map((one) => one.name),
      ),
  ];
}

/** The first server whose API answers; in a dry run the first of the data. */
export async function serverThatAnswers(
  ssh: Ssh,
  fleet: Fleet,
  cluster: Cluster,
  isDryRun: boolean,
): Promise<Target> {
  const servers = targetsOfCluster(fleet, cluster).filter(isServer);
  if (isDryRun) return servers[0]!;
  for (const server of servers) {
    const look = succeeds(ssh, server.machine, k3s, "kubectl", "get", "--raw", "/readyz");
    if (await look.catch(() => false)) return server;
  }
  const names = servers.map(({ node }) => node.name).join(", ");
  const message = `none of its servers answers (${names}); start one, or rebuild the cluster from a backup: npm run rebuild -- ${cluster.name}`;
  throw failure(cluster.name, message);
}

export async function etcdSourceOf(
  ssh: Ssh,
  fleet: Fleet,
  cluster: Cluster,
  isDryRun: boolean,
): Promise<ReturnType<typeof etcdSource>> {
  return etcdSource(ssh, await serverThatAnswers(ssh, fleet, cluster, isDryRun));
}

export function gitlabMachine(fleet: Fleet): Machine {
  const name = fleet.site.backups?.gitlab;
  if (name === undefined)
    throw failure("site", "has no backups.gitlab; name GitLab's machine in clusters/site.ts");
  return machineNamed(fleet, name, "backups.gitlab");
}
