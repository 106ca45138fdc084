import { describe, expect, it } from "vitest";
import type { KubeObject } from "../kube.ts";
import { scenariosForExisting } from "./scenarios.ts";
import { scenarios } from "../scenarios/index.ts";
import { writesOf } from "./stamps.ts";

const made = "2026-11-21T10:00:00Z";
const changed = "2026-11-21T10:00:07Z";

function object(...managers: readonly string[]): KubeObject {
  const managedFields = managers.map((manager) => ({ manager, time: changed }));
  const metadata = { name: "web", namespace: "shop", uid: "1", creationTimestamp: made };
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { ...metadata, managedFields } };
}

const path = "/apis/apps/v1/namespaces/shop/deployments/web";

describe("writesOf", () => {
  it("is when an object was made and when Argo CD changed it last, at the end of the second", () => {
    expect(writesOf(path, object("argocd-controller"))).toMatchObject([
      { at: Date.parse(made) + 999, group: "apps", resource: "deployments", name: "web" },
      { at: Date.parse(changed) + 999, group: "apps", resource: "deployments", name: "web" },
    ]);
  });

  it("leaves out that the test made it", () => {
    expect(writesOf(path, object("e2e", "argocd-controller"))).toHaveLength(1);
  });

  it("leaves out what Argo CD never wrote", () => {
    expect(writesOf(path, object("kube-controller-manager"))).toEqual([]);
  });

  it.each([
    ["/api/v1/namespaces/shop", "", "namespaces"],
    ["/api/v1/namespaces/shop/services/web", "", "services"],
    [
      "/apis/rbac.authorization.k8s.io/v1/clusterroles/web",
      "rbac.authorization.k8s.io",
      "clusterroles",
    ],
  ])("reads kind and group of %s", (where, group, resource) => {
    expect(writesOf(where, object("argocd-controller"))[0]).toMatchObject({ group, resource });
  });
});

describe("scenariosForExisting", () => {
  it("leaves out what cannot be judged there", () => {
    const names = scenariosForExisting(scenarios).map(({ name }) => name);
    expect(names).toEqual(["install", "quiet", "slow", "gate"]);
  });

  it("refuses what was asked for and cannot be judged", () => {
    expect(() => scenariosForExisting(scenarios, ["install", "chaos"])).toThrow(
      "--kubeconfig: chaos cannot be judged on an existing cluster; choose of install, quiet, slow, gate",
    );
  });
});
