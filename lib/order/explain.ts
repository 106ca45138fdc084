import type { Edge } from "./edges.ts";
import type { Application } from "./applications.ts";
import type { ClusterPlan } from "./cluster-plan.ts";
import { plural } from "../problem.ts";

/** Why an Application stands in its wave, and what its failure would hold up. */
export function explain({ cluster, applications }: ClusterPlan, application: Application): string {
  const last = Math.max(...applications.map(({ wave }) => wave));
  const lines = [
    `${cluster.name}/${application.name} stands in wave ${application.wave} of 0 to ${last}`,
  ];
  addNeeds(application, cluster.name, "  ", new Set([application]), lines);
  if (application.needs.size === 0) lines.push("  needs nothing");
  const dependents = applications.filter(({ needs }) => needs.has(application));
  lines.push(
    dependents.length > 0
      ? `needed by ${names(dependents)}`
      : "needed by nothing, so it stands in the last wave",
  );
  lines.push(heldUp(application, applications, last));
  return lines.join("\n");
}

function addNeeds(
  application: Application,
  cluster: string,
  indent: string,
  told: Set<Application>,
  lines: string[],
): void {
  const needs = [...application.needs].sort(
    ([a], [b]) => b.wave - a.wave || (a.name < b.name ? -1 : 1),
  );
  for (const [needed, edges] of needs) {
    lines.push(`${indent}needs ${cluster}/${needed.name} (wave ${needed.wave})`);
    for (const reason of reasons(edges)) lines.push(`${indent}  ${reason}`);
    if (told.has(needed)) continue;
    told.add(needed);
    addNeeds(needed, cluster, `${indent}    `, told, lines);
  }
}

/** One line a reason, with the first three objects that give it. */
function reasons(edges: readonly Edge[]): string[] {
  const givers = Map.groupBy(edges, ({ reason }) => reason);
  return [...givers].map(([reason, list]) => {
    const titles = [...new Set(list.map(({ from }) => from.title))];
    const more = titles.length > 3 ? ` and ${titles.length - 3} more` : "";
    return `${titles.slice(0, 3).join(", ")}${more}: ${reason}`;
  });
}

/** The root waits for a wave as a whole: what fails holds up every later wave, needed or not. */
function heldUp({ wave }: Application, applications: readonly Application[], last: number): string {
  const behind = applications.filter((other) => other.wave > wave);
  if (behind.length === 0)
    return "its failure would hold up nothing: Argo CD does not wait for the last wave";
  const waves = wave + 1 === last ? `wave ${last}` : `waves ${wave + 1} to ${last}`;
  return `its failure would hold up ${plural(behind.length, "Application")} in ${waves}: ${names(behind)}`;
}

function names(applications: readonly Application[]): string {
  return applications.map(({ name }) => name).join(", ");
}
