import { describe, expect, it } from "vitest";
import type { PodSecurity } from "../../../lib/model/cluster-data.ts";
import { planOf } from "../../support/charts.ts";
import type { Change } from "../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../support/fleet.ts";
import { deployment } from "../../support/objects.ts";

const reason = "its logs go there";

describe("what a component asks of its scope", () => {
  it("is needed once, whether its options or its definition say so", () => {
    const asking = (needs: object): Change => ({
      app: {
        needs,
        asks(scope) {
          scope.need("logs", reason);
          scope.need("logs", reason);
        },
      },
    });
    const problem = `home/app: needs logs (${reason}), which nothing in this cluster provides; add a component that does or drop app`;
    expect(problemsOf(fleetOf(asking({})))).toEqual([problem]);
    expect(problemsOf(fleetOf(asking({ logs: reason })))).toEqual([problem]);
  });

  it("comes first where it is needed", () => {
    const balanced = { provides: { "load-balancer": {} }, objects: [deployment()] };
    const { clusters } = fleetOf({
      cluster: {
        kubernetes: { ...fleetOf().clusters[0]!.kubernetes, bundled: ["local-storage"] },
        ingress: undefined,
        components: [
          component("asking", {
            objects: [deployment()],
            asks: (scope) => scope.need("load-balancer", "a Service asks for an address"),
          }),
          component("balancer", balanced),
        ],
      },
    });
    const { applications } = planOf(clusters[0]!);
    const waveOf = (name: string): number | undefined =>
      applications.find(({ component: one }) => one.name === name)?.wave;
    expect(waveOf("asking")).toBeGreaterThan(waveOf("balancer")!);
  });

  it("is told as it complains", () => {
    const asks: NonNullable<Change["app"]>["asks"] = (scope) =>
      scope.complain("has no colour; choose one");
    expect(problemsOf(fleetOf({ app: { asks } }))).toEqual(["home/app: has no colour; choose one"]);
  });
});

describe("a namespace", () => {
  const namespaceOf = (asked: readonly (readonly [PodSecurity, string])[]) => {
    const asks: NonNullable<Change["app"]>["asks"] = (scope) => {
      for (const [level, why] of asked) scope.loosen(level, why);
    };
    const { clusters } = fleetOf({ app: { podSecurity: "restricted", objects: [], asks } });
    const { components } = planOf(clusters[0]!);
    const all = components.flatMap(({ manifests }) => manifests);
    return all.find(({ kind, metadata }) => kind === "Namespace" && metadata.name === "app")!
      .metadata;
  };

  it("has the loosest level that anything in it asks for, and says why", () => {
    const { labels, annotations } = namespaceOf([
      ["privileged", "b drives a stick"],
      ["baseline", "a is root"],
      ["baseline", "a is root"],
    ]);
    expect(labels).toMatchObject({ "pod-security.kubernetes.io/enforce": "privileged" });
    expect(annotations).toEqual({
      "kubernetes.io/description": "baseline: a is root\nprivileged: b drives a stick",
    });
  });

  it("says nothing where nothing loosens it", () => {
    const { labels, annotations } = namespaceOf([]);
    expect(labels).toMatchObject({ "pod-security.kubernetes.io/enforce": "restricted" });
    expect(annotations).toBeUndefined();
  });
});
