import { loadAll } from "js-yaml";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Fleet } from "../../../lib/model/cluster.ts";
import type { Problem } from "../../../lib/problem.ts";
import { FleetError } from "../../../lib/problem.ts";
import { planFleet, usualCharts } from "../../../scripts/run/plan.ts";
import { fleet, records } from "../../fleets/catalogue/index.ts";
import { applyAll } from "../validator/apply.ts";
import { withApiServers } from "./api-server-alone.ts";
import type { Scenario } from "./scenario.ts";

/** The catalogue's fleet, with what its charts make where their archives are at hand. */
export const catalogueScenario: Scenario = {
  name: "catalogue",
  seconds: 40,
  shows: "every object of the catalogue's fleet is taken by the API server",

  async run(context) {
    const problems: Problem[] = [];
    const counts = new Map<string, number>();
    const { files, hasCharts } = await planned();
    // What stands beside the root is for reviewers.
    const synced = files.filter(({ path }) => !path.endsWith("/review.yaml"));
    const byCluster = Map.groupBy(synced, ({ path }) => path.split("/")[0]!);
    await withApiServers(context, async (start) => {
      const kube = await start("catalogue");
      for (const [cluster, own] of byCluster) {
        const objects = own.map(({ content }) => loadAll(content)[0] as Manifest);
        problems.push(...(await applyAll(kube, cluster, objects)));
        counts.set(cluster, objects.length);
      }
    });
    if (problems.length > 0) throw new FleetError(problems);
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const what = hasCharts
      ? "with those of its charts"
      : "without those of charts, for want of archives";
    context.say(`${all} objects of ${counts.size} clusters, ${what}: none was refused`);
  },
};

type Planned = Awaited<ReturnType<typeof planFleet>>;

async function planned(): Promise<Planned & { readonly hasCharts: boolean }> {
  const printed: Fleet = {
    ...fleet,
    clusters: fleet.clusters.map((one) => ({ ...one, charts: { delivery: "rendered" } })),
  };
  const options = { ...usualCharts(), records, isDry: true };
  const plan = await planFleet(printed, options);
  if (plan.problems.length === 0) return { ...plan, hasCharts: true };
  const bare = await planFleet(fleet, options);
  if (bare.problems.length > 0) throw new FleetError(bare.problems);
  return { ...bare, hasCharts: false };
}
