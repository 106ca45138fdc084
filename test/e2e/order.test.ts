import { describe, expect, it } from "vitest";
import { fleet } from "../fleets/house/index.ts";
import type { OrderedEdge } from "./order.ts";
import { edgesOf, judgeOrder, longestChain } from "./order.ts";
import type { ClusterRecord, HealthChange, ObjectRecord } from "./record.ts";
import { planOf } from "./plans.ts";

const edge: OrderedEdge = {
  from: { application: "test-app", title: "app", objects: ["apps/Deployment/apps/app"] },
  to: {
    application: "test-database",
    title: "claim",
    objects: ["/PersistentVolumeClaim/apps/data"],
  },
  reason: "it mounts it",
};

function recordOf(objects: Readonly<Record<string, Partial<ObjectRecord>>>): ClusterRecord {
  const whole = Object.entries(objects).map(([id, record]): [string, ObjectRecord] => [
    id,
    { writes: [], deletions: [], health: [], ...record },
  ]);
  return { objects: new Map(whole), applications: new Map() };
}

function judge(
  app: readonly number[],
  claim: readonly number[],
  health: readonly HealthChange[] = [],
  span: Parameters<typeof judgeOrder>[2] = {},
): ReturnType<typeof judgeOrder>[number] {
  const record = recordOf({
    "apps/Deployment/apps/app": { writes: app },
    "/PersistentVolumeClaim/apps/data": { writes: claim, health },
  });
  return judgeOrder([edge], record, span)[0]!;
}

const bound = (at: number): HealthChange => ({ at, health: "Healthy" });
const unbound = (at: number): HealthChange => ({ at, health: "Progressing" });

describe("the judge of order", () => {
  it("measures the time from health to the first write", () => {
    expect(judge([500], [100], [unbound(110), bound(300)])).toEqual({ edge, margin: 200 });
  });

  it("measures from the write where there is no health", () => {
    expect(judge([500, 900], [100])).toEqual({ edge, margin: 400 });
  });

  it("finds a write before the other was applied", () => {
    expect(judge([500], [700])).toMatchObject({
      margin: -200,
      problem: "/PersistentVolumeClaim/apps/data was applied 200 ms later",
    });
  });

  it("finds a write although the other was never applied", () => {
    expect(judge([500], []).problem).toBe("/PersistentVolumeClaim/apps/data was never applied");
  });

  it("finds a write before the other was healthy", () => {
    expect(judge([500], [100], [unbound(110), bound(800)])).toMatchObject({
      margin: -300,
      problem: "/PersistentVolumeClaim/apps/data was Progressing",
    });
  });

  it("finds a write while the other was broken again", () => {
    expect(judge([500], [100], [bound(200), { at: 400, health: "Degraded" }]).problem).toBe(
      "/PersistentVolumeClaim/apps/data was Degraded",
    );
  });

  it("proves nothing about what was not written", () => {
    expect(judge([], [100])).toEqual({ edge });
  });

  it("asks for a new write in an update, for both ends that changed", () => {
    const changed = new Set(["test-app", "test-database"]);
    const span = { since: 1000, changed };
    expect(judge([500, 1500], [100, 1200], [bound(300)], span)).toEqual({ edge, margin: 300 });
    expect(judge([500, 1500], [100, 1700], [bound(300)], span).problem).toMatch(
      /applied 200 ms later/,
    );
    expect(judge([500, 1500], [100], [bound(300)], span).problem).toMatch(/never applied/);
  });

  it("asks for health alone from what did not change", () => {
    const span = { since: 1000, changed: new Set(["test-app"]) };
    expect(judge([1500], [100], [bound(300)], span)).toEqual({ edge, margin: 1200 });
    expect(judge([1500], [100], [bound(300), unbound(1400)], span).problem).toMatch(/Progressing/);
  });

  it("leaves what did not change alone", () => {
    expect(judge([1500], [100], [unbound(300)], { since: 1000, changed: new Set() })).toEqual({
      edge,
    });
  });
});

describe("the edges of a cluster", () => {
  const management = planOf(fleet.clusters.find(({ name }) => name === "management")!);

  it("are those between Applications, with their objects", () => {
    const edges = edgesOf(management.applications);
    const issuer = edges.find(
      ({ from }) => from.objects[0] === "cert-manager.io/ClusterIssuer//letsencrypt-production",
    );
    expect(issuer?.to).toMatchObject({ application: "management-cert-manager" });
    const count = management.applications
      .flatMap(({ needs }) => [...needs.values()])
      .reduce((sum, list) => sum + list.length, 0);
    expect(edges).toHaveLength(count);
  });

  it("make a longest chain that follows needs", () => {
    const { chain, milliseconds } = longestChain(management.applications, () => 1000);
    expect(milliseconds).toBe(chain.length * 1000);
    for (const [i, application] of chain.slice(1).entries())
      expect([...application.needs.keys()]).toContain(chain[i]);
    expect(chain.length).toBe(1 + Math.max(...management.applications.map(({ wave }) => wave)));
  });
});
