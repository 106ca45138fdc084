import { describe, expect, it } from "vitest";
import type { Cluster } from "../../../lib/model/cluster.ts";
import { planCluster } from "../../../lib/plan.ts";
import type { Change } from "../../support/fleet.ts";
import { component, fleetOf } from "../../support/fleet.ts";
import { planOf } from "../../support/charts.ts";
import { configMap, deployment, object } from "../../support/objects.ts";

const strict = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};
const strictPods = deployment({ container: { securityContext: strict } });
const rootPods = deployment();
const hostPods = deployment({ pod: { hostNetwork: true } });
const kind = "widgets.example/Widget";
const widget = object("widgets.example/v1", "Widget", "one");

/** The level that each namespace enforces. */
function levelsOf(change: Change, planned = planOf): Record<string, string | undefined> {
  const { components } = planned(fleetOf(change).clusters[0]!);
  const namespaces = components
    .flatMap(({ manifests }) => manifests)
    .filter((one) => one.kind === "Namespace");
  return Object.fromEntries(
    namespaces.map(({ metadata }) => [
      metadata.name,
      metadata.labels?.["pod-security.kubernetes.io/enforce"],
    ]),
  );
}

describe("a namespace of components", () => {
  it.each([
    ["restricted, as its pods pass that", "baseline", [strictPods], "restricted"],
    ["restricted, as it has no pods", "privileged", [configMap("a", {})], "restricted"],
    ["baseline, as its pods are root", "privileged", [rootPods], "baseline"],
    ["privileged, as its pods are in the host's network", "privileged", [hostPods], "privileged"],
    ["no looser than its component allows", "baseline", [hostPods], "baseline"],
    [
      "what its component allows, of a kind that may run anything",
      "baseline",
      [widget],
      "baseline",
    ],
  ] as const)("is %s", (_, podSecurity, objects, level) => {
    expect(levelsOf({ objects, app: { podSecurity } })).toMatchObject({ app: level });
  });

  it("goes by what a component knows of the pods of its kinds", () => {
    const pods = () => [{ name: "w", replicas: 1, cpu: "1", memory: "1Gi" }];
    const levelWith = (podSecurity?: "restricted"): unknown =>
      levelsOf({
        objects: [widget],
        app: { podSecurity: "privileged", kinds: { [kind]: { pods, podSecurity } } },
      })["app"];
    expect(levelWith()).toBe("privileged");
    expect(levelWith("restricted")).toBe("restricted");
  });

  it("is what the loosest of those who share it needs", () => {
    const other = component("other", { namespace: "app", objects: [rootPods] });
    expect(levelsOf({ objects: [strictPods], components: [other] })).toMatchObject({
      app: "baseline",
    });
  });

  it("is made beside the component's own, where it brings further ones", () => {
    const there = { ...hostPods, metadata: { ...hostPods.metadata, namespace: "host" } };
    const app = { podSecurity: "restricted", namespaces: { host: "privileged" } } as const;
    expect(levelsOf({ objects: [strictPods, there], app })).toMatchObject({
      app: "restricted",
      host: "privileged",
    });
  });

  it("of which nobody knows the chart is what its component allows", () => {
    const operator = component("operator", { chart: "sealed-secrets", podSecurity: "privileged" });
    const unseen = (cluster: Cluster) => planCluster(cluster);
    expect(levelsOf({ components: [operator] }, unseen)).toMatchObject({ operator: "privileged" });
  });
});
