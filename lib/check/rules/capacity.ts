import type { Shortage } from "../../model/cluster-data.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { capacityOf } from "../capacity/figures.ts";
import type { ShortageFigures } from "../capacity/figures.ts";
import { takesPods } from "../support/nodes.ts";
import { didYouMean } from "../../words.ts";
import { listed, problemAt } from "../support/rule.ts";

/** Pods, volumes and Services find room, also while a node is away and while they are updated. */
export function* capacity(plan: ClusterPlan): Iterable<Problem> {
  const { cluster } = plan;
  // Malformed data of a node, and a cluster without room for pods, are reported where they stand.
  const found = cluster.nodes.some(takesPods) ? capacityOf(plan) : undefined;
  if (!found) return;
  const { shortages } = found;
  for (const { message, accepted } of shortages)
    if (accepted === undefined) yield problemAt(cluster, undefined, message);
  for (const message of acceptanceIssues(cluster, shortages))
    yield problemAt(cluster, undefined, message);
}

const kinds: Readonly<Record<Shortage, true>> = {
  now: true,
  scaled: true,
  update: true,
  "node-lost": true,
  unasked: true,
  volumes: true,
  addresses: true,
};

/** Whether each shortage that is accepted is there, and why it is accepted. */
function* acceptanceIssues(
  { overcommit = {} }: ClusterPlan["cluster"],
  shortages: readonly ShortageFigures[],
): Iterable<string> {
  for (const [kind, reason] of Object.entries(overcommit)) {
    const names = Object.keys(kinds);
    if (!names.includes(kind))
      yield `overcommit names "${kind}", which is no shortage; ${didYouMean(kind, names) ?? `use ${listed(names, "or")}`}`;
    else if (typeof reason !== "string" || reason.trim() === "")
      yield `overcommit["${kind}"] has no reason; say why it is accepted`;
    else if (!shortages.some((one) => one.kind === kind))
      yield `overcommit accepts "${kind}", where nothing is short; remove the entry`;
  }
}
