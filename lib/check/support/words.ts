import type { Cluster } from "../../model/cluster.ts";
import type { Node } from "../../model/cluster-data.ts";
import { bundled, distributions } from "../../model/distribution.ts";
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
  "kubernetes.distribution": Object.keys(distributions),
  "kubernetes.profile": ["hardened"] satisfies Words<Cluster["kubernetes"]["profile"]>,
};

const bundledWords = { "kubernetes.bundled": Object.keys(bundled) };

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
    "kubernetes.distribution": cluster.kubernetes.distribution,
    "kubernetes.profile": cluster.kubernetes.profile,
  };
  for (const message of issues(found, clusterWords)) yield problemAt(cluster, undefined, message);
  for (const part of cluster.kubernetes.bundled)
    for (const message of issues({ "kubernetes.bundled": part }, bundledWords))
      yield problemAt(cluster, undefined, message);
  for (const { name, role, architecture } of cluster.nodes)
    for (const message of issues({ role, architecture }, nodeWords))
      yield problemAt(cluster, undefined, `node ${name} ${message}`);
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
