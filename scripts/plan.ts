import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { storeDirectory } from "../lib/charts/store.ts";
import type { Fleet } from "../lib/cluster.ts";
import type { PrintedCharts } from "../lib/helm/request.ts";
import { chartRequests } from "../lib/helm/request.ts";
import type { Plan } from "../lib/plan.ts";
import { plan } from "../lib/plan.ts";
import type { Problem } from "../lib/problem.ts";

const cache = fileURLToPath(new URL("../node_modules/.cache/strata", import.meta.url));

/** The charts that a fleet wants rendered, out of the store. */
export async function printCharts(
  fleet: Fleet,
): Promise<{ readonly printed: PrintedCharts; readonly problems: readonly Problem[] }> {
  const requests = chartRequests(fleet);
  if (requests.length === 0) return { printed: new Map(), problems: [] };
  // With a reader of YAML, which other fleets need not wait for.
  const { renderCharts } = await import("../lib/helm/render.ts");
  const parallel = availableParallelism();
  return renderCharts(requests, { store: storeDirectory(), cache, parallel });
}

/** The fleet with its charts; the problems are those of both. */
export async function planFleet(fleet: Fleet): Promise<Plan> {
  const { printed, problems } = await printCharts(fleet);
  const planned = plan(fleet, printed);
  return { ...planned, problems: [...problems, ...planned.problems] };
}
