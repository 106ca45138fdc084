import { expect, it } from "vitest";
import { rootManifest } from "../../../lib/emit/application.ts";
import { rootProjectManifest } from "../../../lib/emit/root-project.ts";
import { plan } from "../../../lib/plan.ts";
import { component, fleetOf } from "../../support/fleet.ts";

it("the project of the root lets it apply Applications and AppProjects to Argo CD's namespace, and no more", () => {
  const fleet = fleetOf();
  expect(rootProjectManifest(fleet, "home")).toEqual({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name: "home-root", namespace: "argocd" },
    spec: {
      description: "the root of cluster home",
      sourceRepos: [fleet.repository.url],
      destinations: [{ name: "in-cluster", namespace: "argocd" }],
      namespaceResourceWhitelist: [
        { group: "argoproj.io", kind: "Application" },
        { group: "argoproj.io", kind: "AppProject" },
      ],
    },
  });
  expect(rootManifest(fleet, "home")["spec"]).toMatchObject({ project: "home-root" });
});

it("asks for a commit that one of the keys of its Argo CD signed, a member's by those of the hub", () => {
  const keys = ["4045F37FEFCD53CB", "95909E7731296959"];
  const argo = component("argo", { provides: { deployer: { signers: keys } } });
  const fleet = fleetOf({ components: [argo], edge: {} });
  const wanted = keys.map((keyID) => ({ keyID }));
  for (const cluster of ["home", "edge"])
    expect(rootProjectManifest(fleet, cluster)["spec"]).toMatchObject({ signatureKeys: wanted });
});

it("stands beside the root, where the root does not read it", () => {
  const paths = plan(fleetOf()).files.map(({ path }) => path);
  expect(paths).toContain("home/AppProject-root.yaml");
  expect(paths.filter((path) => path.startsWith("home/apps/") && path.includes("root"))).toEqual(
    [],
  );
});
