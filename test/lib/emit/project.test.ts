import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { plan } from "../../../lib/plan.ts";
import type { Change } from "../../support/fleet.ts";
import { component, fleetOf } from "../../support/fleet.ts";
import { foundCharts } from "../../support/charts.ts";
import { configMap, deployment, object } from "../../support/objects.ts";

interface Spec {
  readonly sourceRepos: readonly string[];
  readonly destinations: readonly { readonly name: string; readonly namespace: string }[];
  readonly clusterResourceWhitelist: readonly { readonly group: string; readonly kind: string }[];
  readonly namespaceResourceBlacklist: readonly { readonly kind: string }[];
}

/** The project of component "app". */
function projectOf(change: Change): Spec {
  const fleet = fleetOf(change);
  const { files } = plan(fleet, foundCharts(fleet.clusters));
  const { content } = files.find(({ path }) => path === "home/apps/AppProject-app.yaml")!;
  return (load(content) as { spec: Spec }).spec;
}

const role = object("rbac.authorization.k8s.io/v1", "ClusterRole", "reader", { rules: [] });

describe("the project of a component", () => {
  it("allows the namespaces and the cluster-wide kinds of what it deploys, and no others", () => {
    const elsewhere = {
      ...configMap("there", {}),
      metadata: { name: "there", namespace: "kube-system" },
    };
    const spec = projectOf({ objects: [deployment(), role, elsewhere] });
    expect(spec.destinations).toEqual([
      { name: "in-cluster", namespace: "app" },
      { name: "in-cluster", namespace: "kube-system" },
    ]);
    expect(spec.clusterResourceWhitelist).toEqual([
      { group: "rbac.authorization.k8s.io", kind: "ClusterRole" },
    ]);
  });

  it("allows nothing cluster-wide to what has nothing of it", () => {
    const spec = projectOf({ objects: [deployment()] });
    expect(spec.clusterResourceWhitelist).toEqual([]);
    expect(spec.sourceRepos).toEqual(["https://git.house.example/fleet.git"]);
  });

  it("lets nobody deploy by a project of their own", () => {
    const { namespaceResourceBlacklist } = projectOf({ objects: [configMap("a", {})] });
    expect(namespaceResourceBlacklist.map(({ kind }) => kind)).toEqual([
      "AppProject",
      "Application",
      "ApplicationSet",
    ]);
  });

  it("lists nothing of a chart that nobody has seen: what it makes after all would be refused", () => {
    const fleet = fleetOf({ components: [component("operator", { chart: "sealed-secrets" })] });
    const { files } = plan(fleet);
    const { content } = files.find(({ path }) => path === "home/apps/AppProject-operator.yaml")!;
    const { destinations, clusterResourceWhitelist } = (load(content) as { spec: Spec }).spec;
    expect(destinations).toEqual([{ name: "in-cluster", namespace: "*" }]);
    expect(clusterResourceWhitelist).toEqual([{ group: "*", kind: "*" }]);
  });

  it("is the same whoever else is in its layer: nobody that goes narrows it", () => {
    const other = component("other", { objects: [role] });
    expect(projectOf({ components: [other] })).toEqual(projectOf({}));
  });
});
