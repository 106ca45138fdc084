import { describe, expect, it } from "vitest";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { completed } from "./objects.ts";

function object(apiVersion: string, kind: string, fields: object): Manifest {
  return { apiVersion, kind, metadata: { name: "app" }, ...fields };
}

function definition(kind: string): Manifest {
  const plural = `${kind.toLowerCase()}s`;
  return {
    ...object("apiextensions.k8s.io/v1", "CustomResourceDefinition", {
      spec: {
        group: "house.example",
        scope: "Namespaced",
        names: { kind, plural },
        versions: [{ name: "v1", served: true, storage: true }],
      },
    }),
    metadata: {
      name: `${plural}.house.example`,
      annotations: { "helm.sh/resource-policy": "keep" },
    },
  };
}

describe("completed", () => {
  it("keeps the first definition and those that somebody has objects of, with a schema and their annotations", () => {
    const made = completed(
      [definition("Part"), definition("Widget"), definition("Gadget")],
      new Set(["house.example/Gadget"]),
    );
    expect(made).toMatchObject([
      { metadata: { name: "parts.house.example" } },
      {
        metadata: {
          name: "gadgets.house.example",
          annotations: { "helm.sh/resource-policy": "keep" },
        },
        spec: { versions: [{ schema: { openAPIV3Schema: { type: "object" } } }] },
      },
    ]);
  });

  it("rolls workloads out with their values, on simulated nodes alone", () => {
    const template = {
      metadata: { labels: { app: "a" } },
      spec: { nodeSelector: { disk: "ssd" } },
    };
    const [workload, job] = completed(
      [
        object("apps/v1", "DaemonSet", { spec: { template } }),
        object("batch/v1", "Job", { spec: { template } }),
      ],
      new Set(),
    );
    const nodeSelector = { disk: "ssd", "kwok.x-k8s.io/node": "fake" };
    expect(workload?.["spec"]).toEqual({
      template: {
        metadata: { labels: { app: "a" }, annotations: { "checksum/values": "@values@" } },
        spec: { nodeSelector },
      },
    });
    expect(job?.["spec"]).toMatchObject({ template: { spec: { nodeSelector } } });
    expect(JSON.stringify(job)).not.toContain("checksum");
  });

  it("has nobody called, and no API that nobody answers for", () => {
    const group = "admissionregistration.k8s.io/v1";
    const made = completed(
      [
        object(group, "ValidatingWebhookConfiguration", { webhooks: [{ name: "a" }] }),
        object("apiregistration.k8s.io/v1", "APIService", {}),
      ],
      new Set(),
    );
    expect(made).toEqual([object(group, "ValidatingWebhookConfiguration", { webhooks: [] })]);
  });
});
