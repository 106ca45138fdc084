import { describe, expect, it } from "vitest";
import { healthOf } from "./health.ts";

function healthWith(
  apiVersion: string,
  kind: string,
  fields: object,
  metadata: object = {},
): unknown {
  const object = { apiVersion, kind, metadata: { name: "x", uid: "1", ...metadata }, ...fields };
  return healthOf(object);
}

const rolledOut = { observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
const deployment = (status: object): unknown =>
  healthWith("apps/v1", "Deployment", { spec: { replicas: 1 }, status }, { generation: 2 });
const conditions = (type: string, status: string): object => ({
  status: { conditions: [{ type, status }], observedGeneration: 2 },
});

describe("healthOf", () => {
  it.each([
    ["that is rolled out", rolledOut, "Healthy"],
    [
      "whose controller has not seen the change",
      { ...rolledOut, observedGeneration: 1 },
      "Progressing",
    ],
    ["with old pods left", { ...rolledOut, replicas: 2 }, "Progressing"],
    ["without a pod that is available", { ...rolledOut, availableReplicas: 0 }, "Progressing"],
    [
      "that ran out of time",
      {
        ...rolledOut,
        conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }],
      },
      "Degraded",
    ],
  ])("judges a Deployment %s", (_, status, health) => {
    expect(deployment(status)).toBe(health);
  });

  it.each([
    ["cert-manager.io/v1", "Certificate", "Ready"],
    ["external-secrets.io/v1", "ExternalSecret", "Ready"],
    ["bitnami.com/v1alpha1", "SealedSecret", "Synced"],
    ["monitoring.coreos.com/v1", "Prometheus", "Available"],
  ])("judges %s %s by its condition %s", (apiVersion, kind, condition) => {
    const judge = (fields: object): unknown =>
      healthWith(apiVersion, kind, fields, { generation: 2 });
    expect(judge(conditions(condition, "True"))).toBe("Healthy");
    expect(judge(conditions(condition, "False"))).toBe("Degraded");
    expect(judge({})).toBe("Progressing");
  });

  it("waits for the address of a LoadBalancer, and of no other Service", () => {
    const judge = (type: string): unknown => healthWith("v1", "Service", { spec: { type } });
    expect([judge("LoadBalancer"), judge("ClusterIP")]).toEqual(["Progressing", "Healthy"]);
  });

  it("calls what is being deleted Progressing, and has no word for kinds without health", () => {
    const deletionTimestamp = "2026-11-21T11:47:30Z";
    expect(healthWith("v1", "ConfigMap", {}, { deletionTimestamp })).toBe("Progressing");
    expect(healthWith("v1", "ConfigMap", {})).toBeUndefined();
  });
});
