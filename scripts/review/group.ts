import type { Finding } from "../../lib/review/support/finding.ts";
import type { ObjectDiff } from "../../lib/review/support/objects.ts";

/** The same of several clusters is told once. */
export interface Told<One> {
  readonly one: One;
  /** In order: `management/traefik, production/traefik`. */
  readonly places: string;
}

export function toldFindings(findings: readonly Finding[]): Told<Finding>[] {
  return grouped(
    findings,
    ({ topic, level, message, todo, allowed }) => [topic, level, message, todo, allowed],
    ({ place }) => place,
  );
}

export function toldObjects(objects: readonly ObjectDiff[]): Told<ObjectDiff>[] {
  return grouped(
    objects,
    ({ application, title, is, lines }) => [application, title, is, lines],
    ({ cluster, application }) => `${cluster}/${application}`,
  );
}

const most = 4;

function grouped<One>(
  all: readonly One[],
  alike: (one: One) => unknown,
  placeOf: (one: One) => string,
): Told<One>[] {
  const groups = Map.groupBy(all, (one) => JSON.stringify(alike(one)));
  return [...groups.values()].map((group) => {
    const places = [...new Set(group.map(placeOf))];
    const more = places.length > most ? ` and ${places.length - most} more` : "";
    return { one: group[0]!, places: `${places.slice(0, most).join(", ")}${more}` };
  });
}
