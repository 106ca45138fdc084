import { fleet as own } from "../../clusters/index.ts";
import { foundIn } from "../../lib/helm/record/found.ts";
import { Records } from "../../lib/helm/record/records.ts";
import type { FoundChart, FoundCharts } from "../../lib/helm/request.ts";
import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import type { PlannedFile } from "../../lib/emit/planned-file.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { plan, planCluster } from "../../lib/plan.ts";
import { FleetError } from "../../lib/problem.ts";
import { fleet as catalogue, records as catalogueRecords } from "../fleets/catalogue/index.ts";
import { foundCharts, houseRecords, requestsOf } from "../support/charts.ts";

const recordsBySite = new Map([
  [own.site, new Records()],
  [catalogue.site, new Records(catalogueRecords)],
]);

/** A run changes values, and what charts make of them stays what was recorded. */
export function recordsFor(cluster: Cluster): Records {
  return recordsBySite.get(cluster.site) ?? houseRecords;
}

const none: FoundCharts = new Map();
const plans = new WeakMap<Cluster, ClusterPlan>();

/** What charts make, whoever renders them: as recorded, or as a test says of charts that it made up. */
export function chartsOf(fleet: Fleet): FoundCharts {
  return new Map(fleet.clusters.flatMap((cluster) => [...chartsOfCluster(cluster)]));
}

function chartsOfCluster(cluster: Cluster): FoundCharts {
  const records = recordsFor(cluster);
  const recorded = requestsOf([cluster]).flatMap((request): [string, FoundChart][] => {
    const record = records.find(request);
    return record ? [[request.place, foundIn(record, request)]] : [];
  });
  return new Map([...recorded, ...foundCharts([cluster], records)]);
}

/** The plan of one cluster, made once. */
export function planOf(cluster: Cluster): ClusterPlan {
  const known = plans.get(cluster);
  if (known) return known;
  const planned = planCluster(cluster, chartsOfCluster(cluster));
  plans.set(cluster, planned);
  return planned;
}

/** The same, with what was rendered of its charts; from here on that is its plan. */
export function planRendered(cluster: Cluster, rendered: FoundCharts): ClusterPlan {
  const planned = planCluster(cluster, new Map([...chartsOfCluster(cluster), ...rendered]));
  plans.set(cluster, planned);
  return planned;
}

/** dist/ of a fleet, which must be as good as any. `rendered`: what synth renders of its charts. */
export function filesOf(fleet: Fleet, rendered = none): readonly PlannedFile[] {
  const { files, problems } = plan(fleet, new Map([...chartsOf(fleet), ...rendered]));
  if (problems.length > 0) throw new FleetError(problems);
  return files;
}
