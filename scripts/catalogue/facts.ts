import type { Amount } from "../../lib/check/capacity/amount.ts";
import { shownAmount, sum } from "../../lib/check/capacity/amount.ts";
import type { ClusterCapacity } from "../../lib/check/capacity/figures.ts";
import { capacityOf } from "../../lib/check/capacity/figures.ts";
import { factsOf } from "../../lib/check/support/facts.ts";
import { listed } from "../../lib/check/support/rule.ts";
import type { Rendered } from "../../lib/build/rendered.ts";
import type { About } from "../../lib/model/about.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { plural } from "../../lib/problem.ts";
import { urlOf } from "../forward/targets.ts";

export type Fact = readonly [fact: string, text: string];

/** What running a component takes, where its pages are, and how to get in. */
export function runningFacts(name: string, plan: ClusterPlan): readonly Fact[] {
  const component = plan.components.find(({ placement }) => placement?.definition.name === name);
  if (!component) return [];
  const { about } = component.placement!.definition;
  const rows: (readonly [string, string | undefined])[] = [
    ["costs", costOf(component.name, capacityOf(plan)!)],
    ["web page", pageOf(component, plan)],
    ["first login", loginOf(about, component.namespace)],
    ["documentation", about?.docs && `<${about.docs}>`],
  ];
  return rows.flatMap(([fact, text]) => (text === undefined ? [] : [[fact, text] as const]));
}

/** What its pods ask for, and of those that ask for nothing what is known. */
function costOf(component: string, { takers, uncounted }: ClusterCapacity): string | undefined {
  const own = takers.filter((one) => one.component === component);
  if (own.length === 0) return undefined;
  const anywhere = sum(own.filter((one) => !one.isOnEachNode).map(({ takes }) => takes));
  const each = sum(own.filter((one) => one.isOnEachNode).map(({ takes }) => takes));
  const parts = [
    ...(anywhere.cpu + anywhere.memory > 0 ? [sizeOf(anywhere)] : []),
    ...(each.cpu + each.memory > 0 ? [`on each node ${sizeOf(each)}`] : []),
  ];
  const silent = uncounted.filter(
    (one) => one.component === component && one.why.startsWith("no request"),
  );
  const measured = silent.flatMap((one) => one.measured ?? []);
  for (const { cpu = "0", memory = "0", source } of measured)
    parts.push(`beyond that ${cpu} CPU and ${memory} memory by a figure of its makers (${source})`);
  const unknown = silent.filter((one) => one.measured === undefined).length;
  if (unknown > 0)
    parts.push(`${plural(unknown, "workload")} with containers that ask for nothing`);
  return parts.join("; ");
}

function sizeOf({ cpu, memory }: Amount): string {
  return `${shownAmount("cpu", cpu)} CPU and ${shownAmount("memory", memory)} memory`;
}

/** At the hosts that its options name, and at ports of this computer. */
function pageOf({ name, forwards, placement }: Rendered, plan: ClusterPlan): string | undefined {
  const hosts = new Set(
    factsOf(plan).hostnames.flatMap(([host, owner]) => (owner === name ? [host] : [])),
  );
  const options = Object.entries(placement!.options as object).flatMap(([option, value]) =>
    hosts.has(String(value)) ? [`\`${option}\``] : [],
  );
  const ports = forwards.map(
    (one) => `<${urlOf(one)}> with \`npm run forward -- start CLUSTER/${one.name}\``,
  );
  const served = options.length > 0 ? [`https at ${listed(options)}`] : [];
  return [...served, ...ports].join(", ") || undefined;
}

function loginOf(about: About | undefined, namespace: string): string | undefined {
  const { login } = about ?? {};
  if (login === undefined || typeof login === "string") return login;
  const keys = login.keys.map((key) => `{{index .data "${key}" | base64decode}}`).join(" ");
  const command = `kubectl --namespace ${namespace} get secret ${login.secret} --output go-template='${keys}'`;
  return `${login.user === undefined ? "" : `user \`${login.user}\`, `}\`${command}\``;
}
