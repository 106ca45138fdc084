import { describe, expect, it } from "vitest";
import { app, workload } from "../../charts/workload.ts";
import { fleetOf, problemsOf } from "../support/fleet.ts";
import { planOf } from "../support/charts.ts";
import { basic } from "./parts/app/forms.ts";

const shop = (options: Parameters<typeof workload>[1] = {}) =>
  workload("shop", options as object, (scope) => app(scope, { ...basic, port: 80 }));
const built = (placement: ReturnType<typeof shop>) => {
  const fleet = fleetOf({ components: [placement] });
  expect(problemsOf(fleet)).toEqual([]);
  const { components } = planOf(fleet.clusters[0]!);
  return components.find(({ name }) => name === "shop")!;
};

describe("a workload in a cluster's list", () => {
  it("stands in a namespace of its own, of level restricted, among the apps", () => {
    const { namespace, layer, manifests } = built(workload("shop", (scope) => app(scope, basic)));
    expect([namespace, layer]).toEqual(["shop", "apps"]);
    expect(manifests.map(({ metadata }) => metadata.namespace)).toEqual(["shop", "shop", "shop"]);
  });

  it("stands where it is told to, otherwise than it would be", () => {
    const { namespace, layer, manifests } = built(
      shop({
        namespace: "market",
        layer: "platform",
        patches: [{ kind: "Deployment", name: "shop", merge: { spec: { minReadySeconds: 5 } } }],
        drop: ["NetworkPolicy/shop"],
      }),
    );
    expect([namespace, layer]).toEqual(["market", "platform"]);
    expect(manifests.find(({ kind }) => kind === "Deployment")?.["spec"]).toMatchObject({
      minReadySeconds: 5,
    });
    expect(manifests.map(({ kind }) => kind)).not.toContain("NetworkPolicy");
  });

  it("is told where its options have another field", () => {
    const fleet = fleetOf({ components: [shop({ nmespace: "market" } as object)] });
    expect(problemsOf(fleet)).toEqual([
      'home/shop: overrides.nmespace is not a field; did you mean "namespace"?',
    ]);
  });
});
