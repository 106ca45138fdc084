import type { Cluster } from "../../model/cluster.ts";
import type { MetricsSource } from "../../model/distribution.ts";
import type { Problem } from "../../problem.ts";
import { didYouMean } from "../../words.ts";
import { listed, problemAt } from "./rule.ts";

/** Words of lists that depend on the cluster's distribution: no type of the data alone knows them. */
export function* words(cluster: Cluster): Iterable<Problem> {
  const { distribution, bundled, exposes = [] } = cluster.kubernetes;
  const parts = Object.keys(distribution.parts);
  for (const part of bundled) {
    if (parts.includes(part)) continue;
    const todo = didYouMean(part, parts) ?? `use ${listed(parts, "or")}`;
    yield problemAt(
      cluster,
      undefined,
      `has kubernetes.bundled "${part}"; ${todo}`,
      "field bundled",
    );
  }
  const sources = Object.keys(distribution.metrics) as MetricsSource[];
  for (const source of exposes) {
    if (sources.includes(source)) continue;
    const todo =
      sources.length > 0
        ? (didYouMean(source, sources) ?? `use ${listed(sources, "or")}`)
        : "drop it";
    const found = `has kubernetes.exposes "${source}", which shows no metrics on ${distribution.name}`;
    yield problemAt(cluster, undefined, `${found}; ${todo}`, "field exposes");
  }
}
