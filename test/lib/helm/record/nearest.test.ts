import { describe, expect, it } from "vitest";
import { nearestRecord } from "../../../../lib/helm/record/nearest.ts";
import type { ChartRecord } from "../../../../lib/helm/record/record.ts";
import type { ChartRequest } from "../../../../lib/helm/request.ts";
import { tinyChart } from "../../support/tiny.ts";

const request: ChartRequest = {
  place: "home/demo",
  chart: tinyChart("demo"),
  releaseName: "demo",
  namespace: "space",
  values: {},
  kubernetesVersion: "v1.36.2",
  minor: "1.36",
  apiVersions: ["a.example/v1", "a.example/v1/Monitor"],
  changes: {},
};

const service = { apiVersion: "v1", kind: "Service", metadata: { name: "a" } };
const monitor = { apiVersion: "a.example/v1", kind: "Monitor", metadata: { name: "a" } };
const other = { apiVersion: "b.example/v1", kind: "Other", metadata: { name: "a" } };

function record(change: Partial<ChartRecord>): ChartRecord {
  return {
    chart: "demo",
    version: "1.0.0",
    release: "demo",
    namespace: "space",
    inputs: "",
    issues: [],
    effective: [],
    objects: [service],
    ...change,
  };
}

describe("the nearest record", () => {
  it.each([
    ["whose kinds are served", record({ version: "0.9.0" }), record({ objects: [service, other] })],
    ["of the same version", record({ namespace: "x" }), record({ version: "0.9.0" })],
    ["of the same namespace", record({}), record({ namespace: "x", objects: [service, monitor] })],
    ["that says most", record({ objects: [service, monitor] }), record({})],
  ])("is the one %s", (_, near, far) => {
    expect(nearestRecord([near, far], request)).toBe(near);
    expect(nearestRecord([far, near], request)).toBe(near);
  });

  it("is none of another chart", () => {
    expect(nearestRecord([record({ chart: "x" })], request)).toBeUndefined();
  });
});
