import { describe, expect, it } from "vitest";
import { Records } from "../../lib/helm/record/records.ts";
import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import { plan } from "../../lib/plan.ts";
import { problemLines } from "../../lib/problem.ts";
import { fleet, records } from "../fleets/catalogue/index.ts";
import { foundCharts } from "../support/charts.ts";

const cluster = fleet.clusters.find(({ name }) => name === "storeless")!;

/** What is told of it with other Secrets from the bootstrap. */
function toldOf(secretsFromBootstrap: Cluster["secretsFromBootstrap"]): string[] {
  const changed: Fleet = {
    ...fleet,
    hub: "storeless",
    clusters: [{ ...cluster, secretsFromBootstrap }],
  };
  return problemLines(plan(changed, foundCharts(changed.clusters, new Records(records))).problems);
}

describe("a cluster without a store", () => {
  it.each(Object.keys(cluster.secretsFromBootstrap!))("is told that %s is missing", (path) => {
    const { [path]: _, ...others } = cluster.secretsFromBootstrap!;
    const told = toldOf(others);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(
      `asks for Secret "${path.split("/")[1]}", but nothing in this cluster provides secret-store; add a component that does or list "${path}" in secretsFromBootstrap`,
    );
  });

  it("is told of all of them where it lists none", () => {
    const told = toldOf(undefined);
    expect(told).toContain(
      'storeless/longhorn: needs secret-store (backups need the credentials of their target), which nothing in this cluster provides; add a component that does or list "longhorn-system/backup-target" in secretsFromBootstrap',
    );
    expect(told).toHaveLength(9);
  });

  it("is told of a key that the bootstrap does not give", () => {
    const some = { ...cluster.secretsFromBootstrap, "argocd/repository": ["username"] };
    expect(toldOf(some)).toEqual([
      'storeless/argo-cd: asks for password of Secret "repository", for which secretsFromBootstrap holds no value; give it one for "argocd/repository"',
    ]);
  });
});
