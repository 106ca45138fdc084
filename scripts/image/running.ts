import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import { argocdNamespace } from "../../lib/order/names.ts";
import type { Application } from "../kube/application.ts";
import { applicationKind } from "../kube/application.ts";
import { argoClusterOf } from "../../lib/model/cluster.ts";
import { Kubectl } from "../kube/kubectl.ts";
import { FleetError } from "../../lib/problem.ts";
import { resolve } from "../git/git.ts";
import { failure } from "../tell/failure.ts";
import type { PlannedApplication } from "./planned.ts";
import { titleOf } from "./planned.ts";
import { otherFiles } from "./published.ts";

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

/** Throws unless it runs these images, is synced and healthy; with `branch`, unless all of it is what Argo CD has synced. */
export function requireHealthy(
  application: PlannedApplication,
  live: Application | undefined,
  branch?: string,
): void {
  const place = titleOf(application);
  if (!live) throw failure(place, "Argo CD has no such Application; publish the fleet first");
  const { sync, health, summary } = live.status ?? {};
  const state = `${sync?.status ?? "Unknown"}, ${health?.status ?? "Unknown"}`;
  if (state !== "Synced, Healthy")
    throw failure(place, `is ${state}; see why: npm run debug -- ${place}`);
  const missing = application.images.find((image) => !(summary?.images ?? []).includes(image));
  if (missing) throw failure(place, `does not run ${missing}; wait until Argo CD has synced it`);
  const other = branch === undefined ? undefined : otherRevision(application, live, branch);
  if (other !== undefined)
    throw failure(
      place,
      `does not run what the data says (${other}); wait until Argo CD has synced it`,
    );
}

/** What is otherwise at the commits that Argo CD has synced: pins say all by themselves, of a branch its commit tells. */
function otherRevision(
  application: PlannedApplication,
  { status }: Application,
  branch: string,
): string | undefined {
  const { revision, revisions = revision === undefined ? [] : [revision] } = status?.sync ?? {};
  return application.revisions
    .map((wanted, i) => {
      const synced = revisions[i];
      // Itself, or by the tag that is named after it.
      const [pin] = /(?<![^/])[0-9a-f]{40}$/.exec(wanted) ?? [];
      if (pin !== undefined)
        return synced === pin ? undefined : `it is at ${synced ?? "no commit"}, not ${pin}`;
      // An environment may follow a branch of its own; a chart has a version.
      if (wanted !== branch && !/^[0-9a-f]{40}$/.test(synced ?? "")) return undefined;
      const [commit] = synced === undefined ? [] : resolve([`${synced}^{commit}`]);
      if (commit === undefined) return `nobody here knows its commit ${synced ?? ""}`.trimEnd();
      const [path] = otherFiles(application, commit);
      return path === undefined ? undefined : `${path} is otherwise at ${commit.slice(0, 8)}`;
    })
    .find((text) => text !== undefined);
}
