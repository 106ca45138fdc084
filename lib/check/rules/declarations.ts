import { allowanceIssues } from "../../model/allowance.ts";
import type { Cluster } from "../../model/cluster.ts";
import { minorOf } from "../../model/cluster-data.ts";
import type { Distribution } from "../../model/distribution.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { kubernetesMinors } from "../../kubernetes/schema/catalogue.ts";
import { formats } from "../../kubernetes/schema/formats.ts";
import { listed, problemAt } from "../support/rule.ts";
import { didYouMean } from "../../words.ts";
import { words } from "../support/words.ts";

/** Argo CD writes an Application's name into a label. */
const longestName = 63;

/** What a cluster's data says of itself: version, names, Secrets, and each component's own checks. */
export function* declarations({ cluster }: ClusterPlan): Iterable<Problem> {
  for (const message of clusterIssues(cluster)) yield problemAt(cluster, undefined, message);
  yield* words(cluster);
  yield* nameIssues(cluster);
  for (const { name, definition, options } of cluster.components) {
    for (const message of definition.check?.(options, cluster) ?? [])
      yield problemAt(cluster, name, message);
  }
}

function* clusterIssues(cluster: Cluster): Iterable<string> {
  const { kubernetes, domain, secretsFromBootstrap = {}, charts, components } = cluster;
  yield* versionIssues(kubernetes);
  if (domain === "" || !formats["dns-subdomain"]!.test(domain))
    yield `has domain "${domain}", not ${formats["dns-subdomain"]!.is}; correct it`;
  for (const path of Object.keys(secretsFromBootstrap)) {
    if (/^[^/]+\/[^/]+$/.test(path)) continue;
    yield `secretsFromBootstrap names "${path}", not a Secret as <namespace>/<name>; write it as "argocd/argocd-redis"`;
  }
  for (const { path, message } of allowanceIssues(cluster.allow, "cluster"))
    yield `${path} ${message}`;
  const names = components.map(({ name }) => name);
  for (const name of charts?.except ?? []) {
    if (!names.includes(name))
      yield `charts.except names "${name}", which is no component of it; ${didYouMean(name, names) ?? "drop it"}`;
  }
}

function* versionIssues({ version, distribution }: Cluster["kubernetes"]): Iterable<string> {
  const known = kubernetesMinors();
  if (!releasesOf(distribution).test(version)) {
    yield `Kubernetes version "${version}" is no release such as v${known.at(-1)}.2${distribution.suffix}; write it as the distribution tags it`;
  } else if (!known.includes(minorOf(version))) {
    yield `Kubernetes ${version} is of a minor that is not imported; use ${listed(known, "or")}, or import its API`;
  }
}

/** A version of Kubernetes, with the suffix in which only the numbers differ. */
function releasesOf(distribution: Distribution): RegExp {
  const ending = distribution.suffix.replaceAll(/[+.]/g, "\\$&").replace(/\d+$/, "\\d+");
  return new RegExp(`^v\\d+\\.\\d+\\.\\d+(-[\\w.]+)?${ending}$`);
}

function* nameIssues(cluster: Cluster): Iterable<Problem> {
  const names = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of cluster.components) (names.has(name) ? twice : names).add(name);
  for (const name of twice) {
    yield problemAt(cluster, name, "is listed twice; drop one or give them different instances");
  }
  for (const name of names) {
    const message = nameIssue(name, names);
    if (message) yield problemAt(cluster, name, message);
  }
  yield* lengthIssues(cluster, names);
}

function nameIssue(name: string, names: ReadonlySet<string>): string | undefined {
  if (!formats["dns-label"]!.test(name))
    return `has a name that is not ${formats["dns-label"]!.is}; rename it`;
  if (name === "root" || name === "namespaces")
    return "has the name of an Application that Strata adds itself; rename it";
  const stem = name.endsWith("-config") ? name.slice(0, -"-config".length) : "";
  return names.has(stem)
    ? `has the name of the second Application of ${stem}; rename it`
    : undefined;
}

function* lengthIssues(cluster: Cluster, names: ReadonlySet<string>): Iterable<Problem> {
  const applicationOf = (name: string): string => `${cluster.name}-${name}-config`;
  const long = [...names].filter((name) => applicationOf(name).length > longestName);
  const longest = long.toSorted((a, b) => b.length - a.length)[0];
  if (longest === undefined) return;
  const application = applicationOf(longest);
  const isAlone = long.length === 1;
  yield problemAt(
    cluster,
    isAlone ? longest : undefined,
    `makes Application "${application}", ${application.length} characters where Argo CD's label holds ${longestName}; shorten the name of the ${isAlone ? "component" : "cluster"}`,
  );
}
