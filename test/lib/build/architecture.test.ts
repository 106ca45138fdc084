import { describe, expect, it } from "vitest";
import { ApiObject } from "cdk8s";
import type { Architecture } from "../../../lib/model/cluster-data.ts";
import { defineComponent } from "../../../lib/model/component.ts";
import type { AnyPlacement } from "../../../lib/model/placement.ts";
import { manifestOf, renderedIn, valuesOf } from "../../charts/rendered.ts";
import { configMap, deployment, podsOf, tinyNode } from "../support/tiny.ts";

const mixed = { nodes: [tinyNode("a"), tinyNode("b", { architecture: "arm64" })] };
const alike = { nodes: [tinyNode("a"), tinyNode("b")] };
const cron = { apiVersion: "batch/v1", kind: "CronJob", metadata: { name: "cron" } };

function only(architectures: readonly Architecture[] | undefined, selector: object = {}) {
  return defineComponent({
    name: "app",
    layer: "apps",
    namespace: "app",
    architectures,
    chart: "traefik",
    values: () => ({ deployment: { replicas: 2 }, nodeSelector: { disk: "ssd" } }),
    objects(scope) {
      new ApiObject(scope, "web", deployment("web", { nodeSelector: selector }));
      new ApiObject(scope, "map", configMap("map"));
      new ApiObject(scope, "cron", { ...cron, spec: { jobTemplate: { spec: podsOf("cron") } } });
    },
  })() as AnyPlacement;
}

const amd64 = { "kubernetes.io/arch": "amd64" };

describe("a component of one architecture", () => {
  it("is kept on its nodes where there are others, in its objects and in its chart", () => {
    const rendered = renderedIn(only(["amd64"]), [], mixed);
    expect(manifestOf(rendered, "Deployment", "web")["spec"]).toMatchObject({
      template: { spec: { nodeSelector: amd64 } },
    });
    expect(manifestOf(rendered, "CronJob", "cron")["spec"]).toMatchObject({
      jobTemplate: { spec: { template: { spec: { nodeSelector: amd64 } } } },
    });
    expect(JSON.stringify(manifestOf(rendered, "ConfigMap", "map"))).not.toContain("arch");
    expect(valuesOf(rendered)).toEqual({
      deployment: { replicas: 2 },
      nodeSelector: { disk: "ssd", ...amd64 },
    });
  });

  it("says so itself where it says anything", () => {
    const arm64 = { "kubernetes.io/arch": "arm64" };
    const rendered = renderedIn(only(["amd64"], arm64), [], mixed);
    expect(manifestOf(rendered, "Deployment", "web")["spec"]).toMatchObject({
      template: { spec: { nodeSelector: arm64 } },
    });
  });

  it.each([
    ["all nodes are of it", ["amd64"], alike],
    ["it has images for both", ["amd64", "arm64"], mixed],
    ["it says nothing", undefined, mixed],
  ] as const)("goes anywhere where %s", (_, architectures, nodes) => {
    const rendered = renderedIn(only(architectures), [], nodes);
    expect(JSON.stringify([rendered.manifests, valuesOf(rendered)])).not.toContain("arch");
  });
});
