import { applicationName, rootName } from "../../lib/order/names.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { plural } from "../../lib/problem.ts";
import type { Application } from "../kube/application.ts";
import type { Finding, Section } from "./finding.ts";

/** Every Application of the plan, and the root, is there, Synced and Healthy. */
export function applicationSection(
  { cluster, applications }: ClusterPlan,
  live: readonly Application[],
): Section {
  const wanted = applications.map((one) => [applicationName(one), one.name] as const);
  const names = [[rootName(cluster.name), ""] as const, ...wanted];
  const found = new Map(live.map((one) => [one.metadata.name, one]));
  const findings = names.flatMap(([name, own]): Finding[] => {
    const next = `npm run debug -- ${own ? `${cluster.name}/${own}` : cluster.name}`;
    const one = found.get(name);
    const message = stateOf(one);
    const isDrift = message?.startsWith("OutOfSync, Healthy") && refusalOf(one) === undefined;
    const level = isDrift ? "warning" : "error";
    return message ? [{ level, subject: `Application ${name}`, message, next }] : [];
  });
  const root = found.get(rootName(cluster.name));
  if (root?.spec.project === "default") {
    const message = "is in the project default, which lets it apply anything";
    const next = `npm run bootstrap -- ${cluster.name}`;
    findings.push({
      level: "warning",
      subject: `Application ${root.metadata.name}`,
      message,
      next,
    });
  }
  return { title: "Applications", looked: plural(names.length, "Application"), findings };
}

/** What is the matter with an Application, in words; undefined when it is as it should be. */
function stateOf(application: Application | undefined): Finding["message"] | undefined {
  if (!application) return "is not there";
  const { sync, health, operationState } = application.status ?? {};
  const refused = refusalOf(application);
  const isWell = sync?.status === "Synced" && health?.status === "Healthy";
  if (isWell && refused === undefined) return undefined;
  const why =
    refused ?? (operationState?.phase === "Succeeded" ? health?.message : operationState?.message);
  return [
    `${sync?.status ?? "Unknown"}, ${health?.status ?? "Unknown"}`,
    ...(why ? [why] : []),
  ].join(": ");
}

/** Why Argo CD does not take what git has: however well the rest runs, no push is deployed. */
function refusalOf(application: Application | undefined): string | undefined {
  const { conditions = [] } = application?.status ?? {};
  return conditions.find(({ type }) => type.endsWith("Error"))?.message;
}
