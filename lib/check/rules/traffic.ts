import type { Rendered } from "../../build/rendered.ts";
import { parseCidr } from "../../model/addresses.ts";
import type { Incoming, Outgoing, TrafficPort } from "../../model/traffic.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { didYouMean } from "../../words.ts";
import { builtIn, isNamespace } from "../support/namespaces.ts";
import { problemAt } from "../support/rule.ts";

/** What is said of traffic names namespaces that there are, and blocks and ports as policies write them. */
export function* traffic(plan: ClusterPlan): Iterable<Problem> {
  const { cluster, components } = plan;
  const { defaultDeny } = cluster;
  for (const [i, name] of typeof defaultDeny === "object" ? defaultDeny.except.entries() : []) {
    const issue = namespaceIssue(plan, name);
    if (issue) yield problemAt(cluster, undefined, `defaultDeny.except[${i}] ${issue}`);
  }
  for (const component of components)
    for (const issue of issuesOf(plan, component))
      yield problemAt(cluster, component.name, `traffic.${issue}`);
}

function* issuesOf(
  plan: ClusterPlan,
  { traffic: { from = [], to = [] } }: Rendered,
): Iterable<string> {
  const sides: readonly (readonly [string, Incoming["from"] | Outgoing, readonly TrafficPort[]])[] =
    [
      ...from.map(({ from: who, ports = [] }, i) => [`from[${i}]`, who, ports] as const),
      ...to.map((where, i) => [`to[${i}]`, where, portsOf(where)] as const),
    ];
  for (const [at, side, ports] of sides) {
    const issue = sideIssue(plan, side);
    if (issue) yield `${at} ${issue}`;
    for (const port of ports)
      if (!isPort(port))
        yield `${at} has port ${JSON.stringify(port)}; write a number from 1 to 65535, a port's name, or either with /UDP behind it`;
  }
}

function portsOf(to: Outgoing): readonly TrafficPort[] {
  return typeof to === "object" ? (to.ports ?? []) : [];
}

function sideIssue(plan: ClusterPlan, side: Incoming["from"] | Outgoing): string | undefined {
  if (typeof side === "string") return undefined;
  if ("cidr" in side) {
    try {
      parseCidr(side.cidr);
      return undefined;
    } catch (error) {
      return `has cidr ${(error as Error).message}; correct it`;
    }
  }
  return "namespace" in side ? namespaceIssue(plan, side.namespace) : undefined;
}

function namespaceIssue({ components, index }: ClusterPlan, name: string): string | undefined {
  if (isNamespace(index, name)) return undefined;
  const known = [...builtIn, ...components.map(({ namespace }) => namespace)];
  return `names namespace "${name}", which is not in this cluster; ${didYouMean(name, known) ?? "correct it or take it out"}`;
}

/** Names of ports are 1 to 15 lower-case letters, digits and hyphens. */
function isPort(port: TrafficPort): boolean {
  const [text = "", protocol = "TCP", ...rest] = String(port).split("/");
  if (rest.length > 0 || !["TCP", "UDP", "SCTP"].includes(protocol)) return false;
  if (/^\d+$/.test(text)) return Number(text) >= 1 && Number(text) <= 65_535;
  return /^[a-z0-9](?:[a-z0-9-]{0,13}[a-z0-9])?$/.test(text);
}
