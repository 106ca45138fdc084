import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import { argocdNamespace } from "../../lib/order/names.ts";
import type { Application } from "../kube/application.ts";
import { applicationKind } from "../kube/application.ts";
import { argoClusterOf } from "../../lib/model/cluster.ts";
import { Kubectl } from "../kube/kubectl.ts";
import { FleetError } from "../../lib/problem.ts";
import { failure } from "../tell/failure.ts";
import type { PlannedApplication } from "./planned.ts";
import { titleOf } from "./planned.ts";

/** Argo CD could not be asked, or could. */
export type Asked = { readonly live?: Application } | { readonly unasked: FleetError };

/** What Argo CD says of an Application. */
export async function askArgo(
  fleet: Fleet,
  cluster: Cluster,
  application: PlannedApplication,
): Promise<Asked> {
  const argo = new Kubectl(argoClusterOf(fleet, cluster), undefined, 0);
  const name = `${cluster.name}-${application.name}`;
  try {
    const live = await argo.get<Application>(applicationKind, name, "--namespace", argocdNamespace);
    return live ? { live } : {};
  } catch (error) {
    if (error instanceof FleetError) return { unasked: error };
    throw error;
  }
}

/** Throws unless it runs these images, is synced and healthy. */
export function requireHealthy(
  application: PlannedApplication,
  live: Application | undefined,
): void {
  const place = titleOf(application);
  if (!live) throw failure(place, "Argo CD has no such Application; publish the fleet first");
  const { sync, health, summary } = live.status ?? {};
  const state = `${sync?.status ?? "Unknown"}, ${health?.status ?? "Unknown"}`;
  if (state !== "Synced, Healthy")
    throw failure(place, `is ${state}; see why: npm run debug -- ${place}`);
  const missing = application.images.find((image) => !(summary?.images ?? []).includes(image));
  if (missing) throw failure(place, `does not run ${missing}; wait until Argo CD has synced it`);
}
