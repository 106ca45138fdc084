import { delimiter, join } from "node:path";
import type { Cluster, Fleet } from "../../../lib/model/cluster.ts";
import { renderCharts } from "../../../lib/helm/render.ts";
import type { FoundCharts } from "../../../lib/helm/request.ts";
import { chartRequests } from "../../../lib/helm/request.ts";
import { planCluster } from "../../../lib/plan.ts";
import { FleetError } from "../../../lib/problem.ts";
import { brokenEdges, summaryOf } from "../assert-order.ts";
import type { Environment } from "../environment.ts";
import type { Span } from "../order.ts";
import { edgesOf, judgeOrder } from "../order.ts";
import { chartsOf } from "../plans.ts";
import { buildTools } from "../tools.ts";
import type { Context } from "./scenario.ts";

/** The cluster whose charts are rendered at synth. */
export const renderedCluster = "local";
/** Its Secrets come with values in the stand-in charts, which a chart of this fleet may not have. */
const except = ["argo-cd"];

export function withRendered(fleet: Fleet): Fleet {
  const charts = { delivery: "rendered", except } as const;
  return {
    ...fleet,
    clusters: fleet.clusters.map((one) =>
      one.name === renderedCluster ? { ...one, charts } : one,
    ),
  };
}

/** With the real Helm, out of the archives that the environment's chart server has. */
export async function print(
  { directory }: Environment,
  fleet: Fleet,
  say: Context["say"],
): Promise<FoundCharts> {
  process.env["PATH"] = [await buildTools(say), process.env["PATH"]].join(delimiter);
  const options = { store: join(directory, "charts"), cache: join(directory, "rendered") };
  const { found, problems } = await renderCharts(chartRequests(fleet), {
    ...options,
    parallel: 2,
  });
  if (problems.length > 0) throw new FleetError(problems);
  return found;
}

/** Every edge between Applications, those out of the charts' objects among them, held against what happened. */
export async function requireRenderedOrder(
  { clusters }: Environment,
  fleet: Fleet,
  printed: FoundCharts,
  { say, span }: { readonly say: Context["say"]; readonly span: Span },
): Promise<void> {
  const record = await clusters.get(renderedCluster)!.recorder.read();
  const { applications } = planCluster(clusterOf(fleet), new Map([...chartsOf(fleet), ...printed]));
  const verdicts = judgeOrder(edgesOf(applications), record, span);
  const lines = brokenEdges(verdicts);
  if (!verdicts.some(({ margin }) => margin !== undefined))
    lines.push("no edge had anything to show; look at the recorder");
  if (lines.length > 0)
    throw new FleetError(lines.map((message) => ({ place: "order, rendered", message })));
  say(summaryOf(verdicts));
}

function clusterOf({ clusters }: Fleet): Cluster {
  return clusters.find(({ name }) => name === renderedCluster)!;
}
