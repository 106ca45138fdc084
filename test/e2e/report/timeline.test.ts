import { describe, expect, it } from "vitest";
import { fleet } from "../../fleets/house/index.ts";
import { applicationName } from "../../../lib/order/names.ts";
import { identityOf } from "../../../lib/kubernetes/manifest.ts";
import type { ApplicationRecord, ClusterRecord, ObjectRecord } from "../record.ts";
import { drawTimeline } from "./picture.ts";
import { timelineOf } from "./timeline.ts";
import { planOf } from "../plans.ts";

const local = planOf(fleet.clusters.find(({ name }) => name === "local")!);
const start = 1_000_000;
const withObjects = local.applications.find(({ manifests }) => manifests.length > 0)!;

/** Each Application ten seconds after the wave before it, with five seconds to health. */
function recordOf(unfinished?: string): ClusterRecord {
  const objects = new Map<string, ObjectRecord>();
  const states = new Map<string, ApplicationRecord>();
  for (const application of local.applications) {
    const at = start + application.wave * 10_000;
    const resources = application.manifests.map(identityOf);
    const last = application.name === unfinished ? ("Progressing" as const) : ("Healthy" as const);
    const health = [
      { at: at + 100, health: "Progressing" as const },
      { at: at + 5000, health: last },
    ];
    for (const id of resources) objects.set(id, { writes: [at], deletions: [], health });
    // What the Application says of its health may be older than its objects.
    const state = { sync: "Synced", health: "Healthy", phase: "Succeeded", revisions: [] };
    states.set(applicationName(application), { resources, states: [{ ...state, at: at + 1000 }] });
  }
  return { objects, applications: states };
}

describe("timelineOf", () => {
  it("says when each Application started, was synced and was healthy", () => {
    const { bars, settled } = timelineOf(local, recordOf(), start);
    const last = Math.max(...local.applications.map(({ wave }) => wave));
    expect(settled).toBe(last * 10_000 + 5000);
    const bar = bars.find(({ application }) => application === applicationName(withObjects))!;
    const { wave } = withObjects;
    expect(bar).toMatchObject({
      started: wave * 10_000,
      synced: wave * 10_000 + 1000,
      healthy: wave * 10_000 + 5000,
    });
    expect(bars.map((one) => one.wave)).toEqual(bars.map((one) => one.wave).sort((a, b) => a - b));
  });

  it("has no price for what did not settle", () => {
    const { settled, price } = timelineOf(local, recordOf(withObjects.name), start);
    expect([settled, price]).toEqual([undefined, undefined]);
  });
});

describe("drawTimeline", () => {
  it("is one picture that names every Application and needs nothing beside itself", () => {
    const picture = drawTimeline(timelineOf(local, recordOf(), start));
    for (const application of local.applications)
      expect(picture).toContain(`>${applicationName(application)}</text>`);
    expect(picture).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" /);
    expect(picture.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/http|href|NaN/);
  });
});
