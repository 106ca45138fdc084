import { describe, expect, it } from "vitest";
import { Records } from "../../../lib/helm/record/records.ts";
import { chartRequests } from "../../../lib/helm/request.ts";
import { reference } from "../../../scripts/records/reference.ts";
import { recordIssues } from "../../../scripts/records/stale.ts";

const requests = chartRequests(reference, "helm");
const { reference: records } = new Records();

describe("the records of the reference", () => {
  it("are those of the catalogue as it is: what npm run charts -- check says", () => {
    expect(recordIssues(requests, records)).toEqual([]);
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
