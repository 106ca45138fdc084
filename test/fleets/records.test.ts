import { describe, expect, it } from "vitest";
import { Records } from "../../lib/helm/record/records.ts";
import type { ChartRequest } from "../../lib/helm/request.ts";
import { chartRequests } from "../../lib/helm/request.ts";
import { recordIssues } from "../../scripts/records/stale.ts";
import { valuesIn } from "../support/recorded.ts";
import { fleet as house } from "./house/index.ts";
import { recordsOf } from "./place.ts";
import { fleet as stranger } from "./stranger/index.ts";

describe.each([
  ["house", house],
  ["stranger", stranger],
])("the records of the fleet %s", (name, fleet) => {
  const records = new Records(recordsOf(name));
  const requests = chartRequests(fleet, "helm");
  /** Whoever moves a chart to another version has no need of what it makes for these fleets. */
  const isOfItsVersion = (request: ChartRequest): boolean =>
    (records.own(request)?.version ?? request.chart.version) === request.chart.version;

  it("are those of the fleet as it is; node test/fleets/renew.ts renews them", () => {
    expect(requests.length).toBeGreaterThan(3);
    const moved = requests.filter((one) => !isOfItsVersion(one)).map(({ place }) => place);
    const issues = recordIssues(requests, records);
    const isOfMoved = (line: string): boolean =>
      moved.some((place) => line.startsWith(`imports/records/${place}.json:`));
    expect(issues.filter((line) => !isOfMoved(line))).toEqual([]);
  });

  it("hold no value of a Secret, a ConfigMap or a variable", () => {
    for (const request of requests) {
      const { objects, issues } = records.own(request)!;
      expect(objects.length, request.place).toBeGreaterThan(0);
      expect(issues, request.place).toEqual([]);
      expect(objects.flatMap(valuesIn), request.place).toEqual([]);
    }
  });
});
