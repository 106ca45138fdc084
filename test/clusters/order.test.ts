import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { fleet } from "../../clusters/index.ts";
import { simulate } from "../simulator/argo.ts";
import { readTree } from "../simulator/dist.ts";
import { given } from "../simulator/given.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const trees = fleet.clusters.map((cluster) => ({
  ...readTree(repository, cluster.name, { isLenient: true }),
  before: given(cluster),
}));

describe.each(trees.map((tree) => [tree.cluster, tree] as const))(
  "Argo CD, given the tree of cluster %s,",
  (_, tree) => {
    it("finds whatever an object refers to applied before it", () => {
      // What nothing in dist/ brings comes of controllers, of which synth knows more.
      const wrong = simulate(tree, tree.before).filter((one) => !one.endsWith("nothing brings"));
      expect(wrong).toEqual([]);
    });

    it("finds nothing at the root but Applications, their projects and waves for all of them", () => {
      for (const { kind, metadata } of tree.rootObjects) {
        expect(["AppProject", "Application"], metadata.name).toContain(kind);
        const wave = metadata.annotations?.["argocd.argoproj.io/sync-wave"];
        expect(wave, metadata.name).toMatch(/^-?\d+$/);
      }
    });

    it("finds no object in two Applications, which would fight for it", () => {
      const ids = tree.children.flatMap(({ objects, namespace }) =>
        objects.map(
          ({ apiVersion, kind, metadata }) =>
            `${apiVersion.split("/")[0]} ${kind} ${metadata.namespace ?? namespace} ${metadata.name}`,
        ),
      );
      expect(ids).toHaveLength(new Set(ids).size);
    });
  },
);

describe("an Argo CD", () => {
  it("finds no two Applications, roots or projects of the same name", () => {
    const syncedBy = new Map(
      fleet.clusters.map(({ name, argocd }) => [name, argocd === "self" ? name : fleet.hub]),
    );
    const names = trees.flatMap(({ cluster, root, rootObjects }) =>
      [root, ...rootObjects].map(
        ({ kind, metadata }) => `${syncedBy.get(cluster)} ${kind} ${metadata.name}`,
      ),
    );
    expect(names).toHaveLength(new Set(names).size);
  });
});
