import { describe, expect, it } from "vitest";
import * as catalogue from "../../charts/index.ts";
import { openArchives } from "../../lib/helm/archive.ts";
import { Cache } from "../../lib/helm/cache/cache.ts";
import { findHelm } from "../../lib/helm/program.ts";
import { isCurrent } from "../../lib/helm/record/inputs.ts";
import { Records } from "../../lib/helm/record/records.ts";
import type { ChartRequest } from "../../lib/helm/request.ts";
import { chartRequests } from "../../lib/helm/request.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";
import { plan } from "../../lib/plan.ts";
import { problemLines } from "../../lib/problem.ts";
import { planFleet, usualCharts } from "../../scripts/run/plan.ts";
import { fleet, records as directory } from "../fleets/catalogue/index.ts";
import { fleet as shipped } from "../fleets/house/index.ts";
import { foundCharts } from "../support/charts.ts";

const options = { ...usualCharts(), records: directory };

/** The same clusters with plain objects in dist/. */
const rendered: Fleet = {
  ...fleet,
  clusters: fleet.clusters.map((one) => ({ ...one, charts: { delivery: "rendered" } })),
};

describe("the catalogue", () => {
  it("has each of its components in a cluster that is checked", () => {
    const listed = new Set(
      [...shipped.clusters, ...fleet.clusters].flatMap(({ components }) =>
        components.map(({ definition }) => definition.name),
      ),
    );
    const all = Object.values(catalogue as Readonly<Record<string, unknown>>).map(
      (define) => (define as (options: object) => AnyPlacement)({}).definition.name,
    );
    expect(all.filter((name) => !listed.has(name))).toEqual([]);
  });

  it("goes by records of what its charts make, which are renewed where Helm and the archives are", async () => {
    const records = new Records(directory);
    const stale = chartRequests(fleet, "helm").filter(
      (request) => !isCurrent(records.own(request), request),
    );
    const { problems } = await planFleet(fleet, options);
    expect(problemLines(problems)).toEqual([]);
    expect(stale.map(({ place }) => place)).toEqual([]);
  });

  it("has no problem where synth renders the charts", async () => {
    const requests = chartRequests(rendered);
    // Without Helm and every archive, by what was recorded.
    const { problems } = (await rendersAll(requests))
      ? await planFleet(rendered, options)
      : plan(rendered, foundCharts(rendered.clusters, new Records(directory)));
    expect(problemLines(problems)).toEqual([]);
  });
});

async function rendersAll(requests: readonly ChartRequest[]): Promise<boolean> {
  const missing: object[] = [];
  openArchives(requests, options, missing as never);
  return missing.length === 0 && typeof (await findHelm(new Cache(options.cache))) !== "string";
}
