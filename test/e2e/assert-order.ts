import type { Fleet } from "../../lib/model/cluster.ts";
import { plural } from "../../lib/problem.ts";
import type { Environment } from "./environment.ts";
import type { Span, Verdict } from "./order.ts";
import { edgesOf, judgeOrder } from "./order.ts";
import { planOf } from "./plans.ts";

/** Every edge that `--explain` knows, of the clusters that run, held against what happened there. */
export async function judgeEnvironment(
  { clusters }: Environment,
  fleet: Fleet,
  span?: Span,
): Promise<Verdict[]> {
  const verdicts = await Promise.all(
    [...clusters.values()].map(async ({ name, recorder }) => {
      const cluster = fleet.clusters.find((one) => one.name === name)!;
      const record = await recorder.read();
      return judgeOrder(edgesOf(planOf(cluster).applications), record, span);
    }),
  );
  return verdicts.flat();
}

/** One line for each edge that did not hold. */
export function brokenEdges(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ edge: { from, to }, problem }) =>
    problem
      ? [`${from.application}: ${from.title} was written when ${to.application}'s ${problem}`]
      : [],
  );
}

/** How many edges were seen to hold, and how closely; for where none broke. */
export function summaryOf(verdicts: readonly Verdict[]): string {
  const margins = verdicts
    .filter(({ problem }) => !problem)
    .flatMap(({ margin = [] }) => margin)
    .filter(Number.isFinite);
  if (margins.length === 0)
    return `none of ${plural(verdicts.length, "edge")} had anything to judge`;
  const least = (Math.min(...margins) / 1000).toFixed(1);
  const idle = verdicts.filter(({ problem, margin }) => !problem && margin === undefined).length;
  const rest = idle === 0 ? "" : `; ${idle} more had nothing to judge`;
  const judged = verdicts.length - idle;
  return `${margins.length} of ${plural(judged, "edge")} held, the closest by ${least} s${rest}`;
}
