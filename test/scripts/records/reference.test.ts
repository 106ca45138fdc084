import { describe, expect, it } from "vitest";
import { Records } from "../../../lib/helm/record/records.ts";
import { chartRequests } from "../../../lib/helm/request.ts";
import { reference } from "../../../scripts/records/reference.ts";
import { recordIssues } from "../../../scripts/records/stale.ts";

const requests = chartRequests(reference, "helm");
const { reference: records } = new Records();

describe("the records of the reference", () => {
  it("are those of the catalogue as it is: npm run charts -- record renews them", () => {
    // Whoever moves a chart to another version has no need of what it makes for others.
    const moved = requests
      .filter((one) => records.own(one) && records.own(one)!.version !== one.chart.version)
      .map((one) => `${records.shownOf(one.place)}: `);
    const issues = recordIssues(requests, records);
    expect(issues.filter((line) => !moved.some((place) => line.startsWith(place)))).toEqual([]);
  });

  it.each(requests.map((request) => [request.place, request] as const))(
    "%s is free of what nobody should deploy",
    (_, request) => {
      const { objects, issues } = records.own(request)!;
      expect(issues).toEqual([]);
      expect(objects.length).toBeGreaterThan(0);
    },
  );
});
