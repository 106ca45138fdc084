import { rmSync } from "node:fs";
import { renderComponents } from "../../lib/build/render.ts";
import { isBroken } from "../../lib/build/rendered.ts";
import { isSoundData } from "../../lib/build/sound.ts";
import { isCurrent } from "../../lib/helm/record/inputs.ts";
import { Records } from "../../lib/helm/record/records.ts";
import { chartRequests } from "../../lib/helm/request.ts";
import { scopeOfKind } from "../../lib/kubernetes/kinds.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import { minorOf } from "../../lib/model/cluster-data.ts";
import type { Problem } from "../../lib/problem.ts";
import { plural } from "../../lib/problem.ts";
import type { RenderOptions } from "../../lib/helm/render.ts";
import { loadShipped } from "../fleet/load.ts";
import { reference } from "./reference.ts";
import { renewRecords } from "./renew.ts";
import { recordIssues, staleLine } from "./stale.ts";

// Who asks for it may go on without a fleet.
const fleet = await loadShipped();

interface FleetRecords {
  readonly lines: readonly string[];
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

/** Renews the records of the fleet and of the reference, of these charts or of all. Without names, those that nobody has go. */
export async function fleetRecords(
  only: readonly string[],
  options: RenderOptions,
): Promise<FleetRecords> {
  const records = new Records();
  const own = await recordsOf(fleet, records, only, options);
  const other = await recordsOf(reference, records.reference, only, options);
  return {
    lines: [...own.lines, ...other.lines.map((line) => `reference: ${line}`)],
    notes: [...new Set([...own.notes, ...other.notes])],
    problems: [...own.problems, ...other.problems],
  };
}

async function recordsOf(
  of: Fleet,
  records: Records,
  only: readonly string[],
  options: RenderOptions,
): Promise<FleetRecords> {
  const all = chartRequests(of, "helm");
  // What a broken component would have is not what nobody has.
  const left = only.length === 0 && isWhole(of) ? records.leftOver(all) : [];
  for (const place of left) rmSync(records.pathOf(place), { force: true });
  const chosen = all.filter(({ chart }) => only.length === 0 || only.includes(chart.name));
  const outdated = chosen.filter((request) => !isCurrent(records.own(request), request));
  const renewed = await renewRecords(outdated, records, options);
  const told = new Set([...renewed.records.keys(), ...renewed.problems.map(({ place }) => place)]);
  const stale = outdated.filter(({ place }) => !told.has(place));
  // What to do stands in the line about all of them.
  const missing = renewed.missing.map(
    ({ place, message }) => `${place}: ${message.split("; ")[0]}`,
  );
  const removed = left.length === 0 ? "" : `, ${left.length} that nobody has removed`;
  const isSilent = chosen.length === 0 && left.length === 0;
  return {
    lines: isSilent
      ? []
      : [`${plural(renewed.records.size, "record")} of ${chosen.length} written${removed}`],
    notes: [...missing, ...staleLine(stale, records)],
    problems: renewed.problems,
  };
}

/** Whether all of it is built: what is not has no request that could be seen. */
function isWhole({ clusters }: Fleet): boolean {
  return clusters.every((cluster) => {
    if (!isSoundData(cluster)) return false;
    const scopes = scopeOfKind(minorOf(cluster.kubernetes.version));
    return !renderComponents(cluster, scopes).some(isBroken);
  });
}

/** What `charts -- check` says of the fleet and of the reference. */
export function fleetRecordIssues(): string[] {
  const records = new Records();
  return [
    ...recordIssues(chartRequests(fleet, "helm"), records),
    ...recordIssues(chartRequests(reference, "helm"), records.reference),
  ];
}
