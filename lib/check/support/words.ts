import type { Cluster } from "../../model/cluster.ts";
import type { Node } from "../../model/cluster-data.ts";
import { noDistribution } from "../../model/distribution.ts";
import type { MetricsSource } from "../../model/distribution.ts";
import type { Problem } from "../../problem.ts";
import { listed, problemAt } from "./rule.ts";
import { didYouMean } from "../../words.ts";

type Words<Found> = readonly Exclude<Found, undefined>[];

const clusterWords = {
  argocd: ["hub", "self"] satisfies Words<Cluster["argocd"]>,
  revision: ["pinned", "branch"] satisfies Words<Cluster["revision"]>,
  "charts.delivery": ["helm", "rendered"] satisfies Words<
    NonNullable<Cluster["charts"]>["delivery"]
  >,
  "kubernetes.profile": ["hardened"] satisfies Words<Cluster["kubernetes"]["profile"]>,
};

const nodeWords = {
  role: ["control-plane", "worker"] satisfies Words<Node["role"]>,
  architecture: ["amd64", "arm64"] satisfies Words<Node["architecture"]>,
};

/** Fields that are one of a few words. Synth reads data without its types: another word would count as one of them. */
export function* words(cluster: Cluster): Iterable<Problem> {
  const found = {
    argocd: cluster.argocd,
    revision: cluster.revision,
    "charts.delivery": cluster.charts?.delivery,
    "kubernetes.profile": cluster.kubernetes.profile,
  };
  for (const message of issues(found, clusterWords)) yield problemAt(cluster, undefined, message);
  for (const message of partIssues(cluster)) yield problemAt(cluster, undefined, message);
  for (const { name, role, architecture } of cluster.nodes)
    for (const message of issues({ role, architecture }, nodeWords))
      yield problemAt(cluster, undefined, `node ${name} ${message}`);
}

/** Of lists whose words depend on the distribution. */
function* partIssues({ kubernetes }: Cluster): Iterable<string> {
  const { distribution, bundled, exposes = [] } = kubernetes;
  // What is no distribution is told as that.
  if (distribution === noDistribution) return;
  const parts = Object.keys(distribution.parts);
  for (const part of bundled)
    yield* issues({ "kubernetes.bundled": part }, { "kubernetes.bundled": parts });
  const sources = Object.keys(distribution.metrics) as MetricsSource[];
  for (const source of exposes) {
    if (sources.includes(source)) continue;
    const todo =
      sources.length > 0
        ? (didYouMean(source, sources) ?? `use ${listed(sources, "or")}`)
        : "drop it";
    yield `has kubernetes.exposes "${source}", which shows no metrics on ${distribution.name}; ${todo}`;
  }
}

function* issues<Field extends string>(
  found: Readonly<Record<Field, string | undefined>>,
  allowed: Readonly<Record<Field, readonly string[]>>,
): Iterable<string> {
  for (const field of Object.keys(allowed) as Field[]) {
    const word = found[field];
    if (word === undefined || allowed[field].includes(word)) continue;
    const todo = didYouMean(word, allowed[field]) ?? `use ${listed(allowed[field], "or")}`;
    yield `has ${field} "${word}"; ${todo}`;
  }
}
