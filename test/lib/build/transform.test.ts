import { describe, expect, it } from "vitest";
import { transform } from "../../../lib/build/transform.ts";
import type { FleetRules } from "../../../lib/model/house-rules.ts";
import { overridden } from "../../support/charts.ts";
import { component, configMap, planned, release } from "../support/tiny.ts";

const label: FleetRules = {
  transforms: [
    (object) => ({ ...object, metadata: { ...object.metadata, labels: { house: "mine" } } }),
    (object, { cluster, component: name }) =>
      object.kind === "ConfigMap" ? { ...object, data: { at: `${cluster}/${name}` } } : object,
  ],
};

function changed(delivery: "helm" | "rendered", rules: FleetRules) {
  const placement = component("x", { chart: release("c"), things: [configMap("a")] });
  const [rendered] = planned([overridden(placement, { delivery })]).components;
  return transform(rendered!, rules);
}

describe("what the house does to every object", () => {
  it("is done in order, to a chart that synth renders as well", () => {
    const { manifests, issues } = changed("rendered", label);
    expect(issues).toEqual([]);
    expect(manifests.map(({ metadata }) => metadata.labels)).toEqual([
      { house: "mine" },
      { house: "mine" },
    ]);
    expect(manifests[1]!["data"]).toEqual({ at: "tiny/x" });
  });

  it("is a problem where Argo CD would not do it, and is not done to the chart there", () => {
    const { manifests, made, issues } = changed("helm", label);
    expect(made).toBe(1);
    expect(manifests.map(({ metadata }) => metadata.labels)).toEqual([
      undefined,
      { house: "mine" },
    ]);
    expect(issues).toEqual([
      'a transform of the fleet changes Deployment "c" of its chart, which Argo CD renders; set its delivery to "rendered", or let the transform pass over it',
    ]);
  });

  it("may pass over the objects of charts", () => {
    const transforms = label.transforms!.slice(1);
    expect(changed("helm", { transforms }).issues).toEqual([]);
  });
});
