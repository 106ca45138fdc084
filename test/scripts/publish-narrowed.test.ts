import { rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { marker } from "../../lib/emit/yaml.ts";
import { commit, makeFleet, makeServer, publish, write } from "./publish-repository.ts";

let directory = "";
let fleet = "";

/** The project of a component with these lists. */
function writeProject(kinds: readonly string[], namespaces: readonly string[]): void {
  const spec = {
    destinations: namespaces.map((namespace) => ({ name: "in-cluster", namespace })),
    clusterResourceWhitelist: kinds.map((kind) => {
      const [name = "", group = ""] = kind.split(".");
      return { group, kind: name };
    }),
  };
  write(
    fleet,
    "dist/edge/apps/AppProject-shop.yaml",
    `${marker}apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata:\n  name: edge-shop\nspec: ${JSON.stringify(spec)}\n`,
  );
  commit(fleet, [...kinds, ...namespaces].join(" "));
}

beforeEach(() => {
  directory = makeServer();
  ({ fleet } = makeFleet(directory));
  writeProject(["ClusterRole.rbac", "Namespace"], ["kube-system", "shop"]);
  publish(fleet);
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("publish, of a project that allows less", () => {
  const stay = "those that its component has there now stay behind; delete them by hand once this";

  it("says what Argo CD will leave behind", () => {
    writeProject(["Namespace"], ["shop"]);
    const { status, output } = publish(fleet);
    expect(status).toBe(0);
    expect(output).toContain(
      `note: AppProject edge-shop allows no objects of kind ClusterRole.rbac any more: ${stay}`,
    );
    expect(output).toContain(
      `note: AppProject edge-shop allows no objects in namespace kube-system any more: ${stay}`,
    );
  });

  it("says nothing of one that allows more, or everything", () => {
    writeProject(
      ["ClusterRole.rbac", "Namespace", "StorageClass.storage"],
      ["kube-system", "shop"],
    );
    expect(publish(fleet).output).not.toContain("AppProject");
    writeProject(["*.*"], ["*"]);
    expect(publish(fleet).output).not.toContain("AppProject");
  });
});
