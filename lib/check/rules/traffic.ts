import { shown } from "../../kubernetes/schema/messages.ts";
import { contains, parseCidr, parseSpan } from "../../model/addresses.ts";
import type { Incoming, Outgoing, Traffic, TrafficPort } from "../../model/traffic.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { didYouMean } from "../../words.ts";
import { builtIn, isNamespace } from "../support/namespaces.ts";
import { listed, problemAt } from "../support/rule.ts";

/** What is said of traffic names namespaces that there are, and blocks and ports as policies write them. */
export function* traffic(plan: ClusterPlan): Iterable<Problem> {
  const { cluster, components } = plan;
  for (const [i, name] of (cluster.openNamespaces ?? []).entries()) {
    const issue = namespaceIssue(plan, name);
    if (issue) yield problemAt(cluster, undefined, `openNamespaces[${i}] ${issue}`);
  }
  for (const { name, traffic: said } of components)
    for (const issue of issuesOf(plan, said)) yield problemAt(cluster, name, `traffic.${issue}`);
}

function* issuesOf(plan: ClusterPlan, { from = [], to = [] }: Traffic): Iterable<string> {
  const sides = [
    ...from.map((one, i) => [`from[${i}]`, one] as const),
    ...to.map((one, i) => [`to[${i}]`, one] as const),
  ];
  for (const [at, side] of sides) {
    for (const issue of sideIssues(plan, side)) yield `${at} ${issue}`;
    for (const port of side.ports ?? [])
      if (!isPort(port))
        yield `${at} has port ${shown(port)}; write a number from 1 to 65535, a port's name, or either with /UDP behind it`;
  }
}

function* sideIssues(plan: ClusterPlan, side: Incoming | Outgoing): Iterable<string> {
  const { who, namespace, cidr } = side;
  const pods = "pods" in side ? side.pods : undefined;
  const given = Object.entries({ who, namespace, pods, cidr }).filter(
    ([, one]) => one !== undefined,
  );
  if (given.length !== 1)
    yield `has ${listed(given.map(([key]) => key)) || "nobody"}; say one of who, namespace${"why" in side ? "" : ", pods"} and cidr`;
  const missing = namespace === undefined ? undefined : namespaceIssue(plan, namespace);
  if (missing) yield missing;
  try {
    const back = cidr !== undefined && !("why" in side) ? backIssue(plan, cidr) : undefined;
    if (cidr !== undefined) parseCidr(cidr);
    if (back) yield back;
  } catch (error) {
    yield `has a wrong cidr: ${(error as Error).message}`;
  }
}

/** What networks see there is the pod behind it, or a node: no block of addresses. */
function backIssue({ cluster }: ClusterPlan, cidr: string): string | undefined {
  const { podCidr, serviceCidr, loadBalancer, nodes } = cluster;
  const block = parseCidr(cidr);
  const isIn = (range: string | undefined): boolean => {
    try {
      return range !== undefined && contains(parseSpan(range), block);
    } catch {
      // That it is malformed is told where it stands.
      return false;
    }
  };
  if ([podCidr, serviceCidr, loadBalancer].some(isIn))
    return `has cidr ${cidr}, which leads back into the cluster, where networks look at the pods behind it; say their namespace or pods`;
  const node = nodes.find(({ address }) => cidr === `${address}/32`);
  return node && `has cidr ${cidr}, which is node ${node.name}; say who: "nodes"`;
}

function namespaceIssue({ components, index }: ClusterPlan, name: string): string | undefined {
  if (isNamespace(index, name)) return undefined;
  const known = [...builtIn, ...components.map(({ namespace }) => namespace)];
  return `names namespace ${shown(name)}, which is not in this cluster; ${didYouMean(name, known) ?? "correct it or take it out"}`;
}

/** Names of ports are 1 to 15 lower-case letters, digits and hyphens. */
function isPort(port: TrafficPort): boolean {
  const [text = "", protocol = "TCP", ...rest] = String(port).split("/");
  if (rest.length > 0 || !["TCP", "UDP", "SCTP"].includes(protocol)) return false;
  if (/^\d+$/.test(text)) return Number(text) >= 1 && Number(text) <= 65_535;
  return /^[a-z0-9](?:[a-z0-9-]{0,13}[a-z0-9])?$/.test(text);
}
