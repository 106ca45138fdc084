import { describe, expect, it } from "vitest";
import { cloudnativePg, prometheusOperatorCrds } from "../../charts/index.ts";
import type { Build } from "../../charts/workload.ts";
import { app, cronJob, postgres, workload } from "../../charts/workload.ts";
import { Records } from "../../lib/helm/record/records.ts";
import type { Cluster, Fleet } from "../../lib/model/cluster.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";
import { explain } from "../../lib/order/explain.ts";
import { plan } from "../../lib/plan.ts";
import { problemLines } from "../../lib/problem.ts";
import { bundledBut, clusterOf, site } from "../fleets/catalogue/cluster.ts";
import { records } from "../fleets/catalogue/index.ts";
import { foundCharts, planOf } from "../support/charts.ts";
import { component } from "../support/fleet.ts";
import { basic, made } from "./parts/app/forms.ts";
import { renderedIn, valuesOf } from "./rendered.ts";

const known = new Records(records);
const names = { name: "db", size: "5Gi", database: "notes", user: "writer" } as const;
const withOperator = { components: [cloudnativePg()] };

const shop: Build = (scope) => {
  const databases = [postgres(scope, { ...names, instances: 3, storageClass: "local-path" })];
  app(scope, { ...basic, port: 8080, databases });
};

/** A cluster called as that of the catalogue, whose chart makes what is recorded of it. */
function clusterWith(components: readonly AnyPlacement[], more?: Partial<Cluster>): Cluster {
  return clusterOf(8, "databases", bundledBut(), [cloudnativePg(), ...components], more);
}

function problemsOf(components: readonly AnyPlacement[], more?: Partial<Cluster>): string[] {
  const url = "https://git.catalogue.example/fleet.git";
  const repository = { url, branch: "main" };
  const clusters = [clusterWith(components, more)];
  const fleet: Fleet = { site, repository, hub: "databases", clusters };
  return problemLines(plan(fleet, foundCharts(clusters, known)).problems);
}

describe("a database of CloudNativePG", () => {
  const { of, titles, problems, namespace } = made(shop, withOperator);

  it("is a Cluster in the place of a StatefulSet", () => {
    expect(problems).toEqual([]);
    expect(titles.filter((title) => title.startsWith("StatefulSet"))).toEqual([]);
    expect(of("Cluster", "db").spec).toEqual({
      instances: 3,
      imageName: expect.stringMatching(/^ghcr\.io\/cloudnative-pg\/postgresql:18\.\d+-/),
      bootstrap: { initdb: { database: "notes", owner: "writer" } },
      storage: { size: "5Gi", storageClass: "local-path" },
      resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "1Gi" } },
      enablePDB: true,
    });
    expect(namespace.metadata.labels!["pod-security.kubernetes.io/enforce"]).toBe("restricted");
  });

  it("is reached where the operator says, with the password that it makes", () => {
    const { env } = of("Deployment").spec.template.spec.containers[0];
    expect(env).toEqual(
      expect.arrayContaining([
        { name: "PGHOST", value: "db-rw" },
        { name: "PGPORT", value: "5432" },
        { name: "PGDATABASE", value: "notes" },
        { name: "PGUSER", value: "writer" },
        { name: "PGPASSWORD", valueFrom: { secretKeyRef: { name: "db-app", key: "password" } } },
      ]),
    );
  });

  it("lets in the operator, its own instances and the app, and nobody else", () => {
    const podSelector = { matchLabels: { "cnpg.io/cluster": "db" } };
    expect(of("NetworkPolicy", "db").spec).toEqual({
      podSelector,
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "cnpg-system" } },
              podSelector: { matchLabels: { "app.kubernetes.io/name": "cloudnative-pg" } },
            },
            { podSelector },
          ],
          ports: [
            { port: 5432, protocol: "TCP" },
            { port: 8000, protocol: "TCP" },
          ],
        },
      ],
    });
    expect(of("NetworkPolicy", "db-from-shop").spec).toMatchObject({
      podSelector,
      ingress: [{ ports: [{ port: 5432 }] }],
    });
    expect(of("NetworkPolicy", "shop").spec.egress).toContainEqual({
      to: [{ podSelector }],
      ports: [{ port: 5432, protocol: "TCP" }],
    });
  });

  it("alone keeps no node from being drained", () => {
    const alone = made((scope) => void postgres(scope, names), withOperator);
    expect(alone.problems).toEqual([]);
    expect(alone.of("Cluster", "db").spec).toMatchObject({ instances: 1, enablePDB: false });
  });

  it("runs the image that the cluster's operator is given", () => {
    const image = "ghcr.io/cloudnative-pg/postgresql:17.10-standard-trixie";
    const told = made(shop, { components: [cloudnativePg({ image })] });
    expect(told.of("Cluster", "db").spec.imageName).toBe(image);
  });

  it("is dumped by schedule and asked by jobs like any other", () => {
    const { problems: found, of: ofJobs } = made((scope) => {
      const database = postgres(scope, { ...names, backup: { schedule: "@daily", size: "1Gi" } });
      cronJob(scope, { ...basic, schedule: "@daily", databases: [database] });
    }, withOperator);
    expect(found).toEqual([]);
    expect(ofJobs("NetworkPolicy", "db-from-db-backup").spec.podSelector).toEqual({
      matchLabels: { "cnpg.io/cluster": "db" },
    });
  });

  it("is a StatefulSet where the cluster has no operator", () => {
    const plain = made((scope) => void postgres(scope, names));
    expect(plain.problems).toEqual([]);
    expect(plain.of("Cluster", "db")).toBeUndefined();
    expect(plain.of("StatefulSet", "db").spec.replicas).toBe(1);
  });
});

describe("a cluster with CloudNativePG", () => {
  const build = workload("shop", shop);

  it.each(["helm", "rendered"] as const)("has no problem in delivery %s", (delivery) => {
    expect(problemsOf([build], { charts: { delivery } })).toEqual([]);
  });

  it.each([
    ["helm", "is of its chart"],
    ["rendered", "brings the kind Cluster"],
  ] as const)("has the operator serve before its first object, in delivery %s", (delivery, why) => {
    const ordered = planOf(clusterWith([build], { charts: { delivery } }), known);
    const find = (name: string) => ordered.applications.find((one) => one.name === name)!;
    expect(find("cloudnative-pg").wave).toBeLessThan(find("shop").wave);
    const explained = explain(ordered, find("shop"));
    expect(explained).toContain("its database is made by an operator (postgres-operator)");
    expect(explained).toMatch(new RegExp(`Cluster "db": .*"clusters.postgresql.cnpg.io" ${why}`));
  });

  it("counts every instance", () => {
    const big = workload("shop", (scope) => {
      const requests = { cpu: "100m", memory: "12Gi" };
      postgres(scope, { ...names, instances: 3, requests, limits: { memory: "12Gi" } });
    });
    expect(problemsOf([big])).toEqual([
      expect.stringMatching(
        /^databases: without databases-2, as without databases-3, pods request 36\.\d+Gi memory, but /,
      ),
    ]);
    const giant = workload("shop", (scope) => {
      postgres(scope, { ...names, requests: { cpu: "9", memory: "1Gi" } });
    });
    expect(problemsOf([giant])[0]).toMatch(/a pod of Cluster "db" of shop requests 9 CPU/);
  });

  it("asks for volumes of the default class where none is named", () => {
    const unnamed = workload("shop", (scope) => void postgres(scope, names));
    expect(problemsOf([unnamed], withoutStorage())).toEqual([
      expect.stringMatching(
        /^databases\/shop: needs default-storage \(database "db" names no storageClass\)/,
      ),
    ]);
  });

  it("asks for a PodMonitor where its kind is known", () => {
    const enabled = (others: readonly AnyPlacement[]): unknown =>
      valuesOf(renderedIn(cloudnativePg(), others)).monitoring.podMonitorEnabled;
    expect(enabled([])).toBe(false);
    expect(enabled([prometheusOperatorCrds()])).toBe(true);
  });
});

function withoutStorage(): Partial<Cluster> {
  const { kubernetes } = clusterOf(8, "databases", bundledBut("local-storage"), []);
  return { kubernetes };
}

describe("kinds of CloudNativePG", () => {
  const object = (kind: string, name: string, spec: object): object => ({
    apiVersion: "postgresql.cnpg.io/v1",
    kind,
    metadata: { name },
    spec,
  });
  const pg = (name: string, spec: object = {}): object =>
    object("Cluster", name, { instances: 1, storage: { size: "1Gi" }, ...spec });
  const reader = (secret: string, key: string): AnyPlacement =>
    workload("reader", { namespace: "own" }, (scope) => {
      app(scope, { ...basic, secrets: { PASSWORD: { secret, key } } });
    });
  const told = (objects: readonly object[], ...others: readonly AnyPlacement[]): string[] =>
    problemsOf([component("own", { objects }), ...others]);

  it("makes Secrets with keys, which others may name", () => {
    expect(told([pg("db")], reader("db-app", "uri"))).toEqual([]);
    expect(told([pg("db")], reader("db-ca", "ca.crt"))).toEqual([]);
    expect(told([pg("db")], reader("db-app", "pasword"))).toEqual([
      expect.stringContaining('key "pasword" of Secret "db-app"'),
    ]);
    expect(
      told([pg("db", { enableSuperuserAccess: true })], reader("db-superuser", "uri")),
    ).toEqual([]);
    expect(told([pg("db")], reader("db-superuser", "uri"))).toEqual([
      expect.stringContaining('Secret "db-superuser"'),
    ]);
  });

  it("makes no Secret of its own for an owner who brings one, and misses that", () => {
    const bootstrap = { initdb: { database: "a", owner: "a", secret: { name: "mine" } } };
    const found = told([pg("db", { bootstrap })], reader("db-app", "password")).join("\n");
    expect(found).toContain('Secret "mine"');
    expect(found).toContain('Secret "db-app"');
  });

  it("names classes of storage and clusters", () => {
    expect(told([pg("db", { walStorage: { size: "1Gi", storageClass: "fast" } })])).toEqual([
      expect.stringContaining('StorageClass "fast"'),
    ]);
    const database = object("Database", "a", { name: "a", owner: "a", cluster: { name: "bd" } });
    expect(told([pg("db"), database])).toEqual([expect.stringContaining('Cluster "bd"')]);
    const pgbouncer = { poolMode: "session" };
    const pooler = object("Pooler", "db-pool", { cluster: { name: "db" }, type: "rw", pgbouncer });
    expect(told([pg("db"), pooler])).toEqual([]);
  });

  it("is told a name that the operator refuses", () => {
    expect(told([pg("a".repeat(50))])).toEqual([]);
    expect(told([pg("a".repeat(51))])).toEqual([
      expect.stringContaining("has a name of 51 characters, but the operator takes 50; shorten it"),
    ]);
  });
});
