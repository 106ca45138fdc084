import type { Cluster } from "../../lib/model/cluster.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { fleet } from "../fleet/shipped.ts";
import { argoClusterOf } from "../../lib/model/cluster.ts";
import { isFirstServer } from "../node/members.ts";
import { requireRanges } from "../node/settings.ts";
import type { Target } from "../node/target.ts";
import { serversOf, targetsOfCluster } from "../node/target.ts";
import { requireSame } from "../node/version.ts";
import { planOne, planRendered } from "../run/plan.ts";
import type { Ssh } from "../ssh/ssh.ts";
import { deployerOf, networkOf } from "./objects.ts";
import type { Bootstrap } from "./steps.ts";

/** The plan of a cluster with what the bootstrap itself puts in, object by object. */
export function planForBootstrap(cluster: Cluster): Promise<ClusterPlan> {
  const placements = [networkOf(cluster), deployerOf(cluster)];
  return planRendered(
    cluster,
    placements.flatMap((placement) => placement?.name ?? []),
  );
}

/** All that the steps of a cluster on machines go by. */
export async function prepareBootstrap(
  given: Pick<Bootstrap, "ssh" | "report" | "signal" | "given" | "plan">,
  isDryRun: boolean,
): Promise<Bootstrap> {
  const { cluster } = given.plan;
  const argo = argoClusterOf(fleet, cluster);
  const hubPlan = argo === cluster ? {} : { hubPlan: await planOne(argo) };
  const [target] = targetsOfCluster(fleet, cluster);
  if (!isDryRun) {
    await requireSame(given.ssh, target!);
    await requireRanges(given.ssh, target!);
  }
  const maker = await makerOf(given.ssh, target!, isDryRun);
  return { ...given, fleet, maker, ...hubPlan };
}

/** The server that made the cluster, or is to; none when all have joined one that is no more. */
async function makerOf(ssh: Ssh, target: Target, isDryRun: boolean): Promise<Target | undefined> {
  const servers = serversOf(target);
  // Before there is anything to ask.
  if (isDryRun) return servers[0];
  for (const server of servers) if (await isFirstServer(ssh, server)) return server;
  return undefined;
}
