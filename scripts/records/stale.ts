import { isCurrent } from "../../lib/helm/record/inputs.ts";
import type { Records } from "../../lib/helm/record/records.ts";
import type { ChartRequest } from "../../lib/helm/request.ts";
import { plural } from "../../lib/problem.ts";

const shown = 3;

/** One line about placements whose records could not be renewed; none where there are no such placements. */
export function staleLine(stale: readonly ChartRequest[], records: Records): string[] {
  if (stale.length === 0) return [];
  const names = stale.slice(0, shown).map(({ place }) => place);
  const more = stale.length > shown ? [`${stale.length - shown} more`] : [];
  const places = [...names, ...more].join(", ");
  const without = stale.filter((request) => !records.find(request)).length;
  const unknown = without === 0 ? "" : `, and ${without} have none`;
  const found = `${plural(stale.length, "chart")} (${places}) with records of other values or versions${unknown}`;
  return [
    `imports/records: ${found}: order and checks go by the last ones; run "${renewal(stale)}" where Helm is on the PATH, and commit`,
  ];
}

/** The command that renews the records of these placements. */
export function renewal(requests: readonly ChartRequest[]): string {
  const charts = [...new Set(requests.map(({ chart }) => chart.name))].toSorted();
  return charts.length > shown
    ? "npm run charts -- pull"
    : `npm run charts -- pull ${charts.join(" ")}`;
}

/** A line for each record that is stale, missing or left over. */
export function recordIssues(requests: readonly ChartRequest[], records: Records): string[] {
  const missing = requests.flatMap((request) => {
    const record = records.own(request);
    if (isCurrent(record, request)) return [];
    const { place, chart } = request;
    const found = record
      ? record.version === chart.version
        ? "is of other values, of another Kubernetes or of other kinds"
        : `is of chart ${chart.name} ${record.version}, not ${chart.version}`
      : "is missing";
    return [`${records.shownOf(place)}: ${found}; run "${renewal([request])}" and commit`];
  });
  const left = records
    .leftOver(requests)
    .map((place) => `${records.shownOf(place)}: no placement has such a chart; delete it`);
  const broken = records.problems.map(({ place, message }) => `${place}: ${message}`);
  const told = new Set(records.problems.map(({ place }) => place));
  return [...broken, ...missing.filter((line) => !told.has(line.split(":")[0]!)), ...left];
}
