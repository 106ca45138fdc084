import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fleet } from "../../clusters/index.ts";
import { Records } from "../../lib/helm/record/records.ts";
import { chartRequests } from "../../lib/helm/request.ts";
import { recordIssues } from "../../scripts/records/stale.ts";
import { valuesIn } from "../support/recorded.ts";

const records = new Records();
const requests = chartRequests(fleet, "helm");
const recorded = requests.flatMap((request) => {
  const record = records.own(request);
  return record ? [[request.place, record] as const] : [];
});

describe("the records of imports/", () => {
  // Records of other values are for who has Helm to renew: synth goes by them, and says so.
  it("are whole, and each is of a chart of the fleet", () => {
    recordIssues(requests, records);
    expect(records.problems).toEqual([]);
    expect(records.leftOver(requests)).toEqual([]);
  });

  it("hold no value of a Secret, a ConfigMap or a variable", () => {
    for (const [place, { objects, issues }] of recorded) {
      expect(issues, place).toEqual([]);
      expect(objects.flatMap(valuesIn), place).toEqual([]);
    }
  });

  it("stand in files of one line for each object", () => {
    for (const [place, { objects }] of recorded) {
      const lines = readFileSync(records.pathOf(place), "utf8").split("\n");
      expect(lines.filter((line) => line.startsWith('{"apiVersion"'))).toHaveLength(objects.length);
    }
  });
});
