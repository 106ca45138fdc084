import { describe, expect, it } from "vitest";
import { csiDriverNfs, longhorn } from "../../charts/index.ts";
import * as distributions from "../../charts/distributions.ts";
import { cloudnativePgKinds } from "../../charts/parts/kinds/cloudnative-pg.ts";
import { prometheusKinds } from "../../charts/parts/kinds/prometheus.ts";
import type { AnyValues } from "../../lib/model/definition.ts";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import type { PodRequests } from "../../lib/model/run-time.ts";
import type { Scope } from "../../lib/model/scope.ts";
import { readQuantity } from "../../lib/kubernetes/quantity.ts";
import { problemsOf } from "./rendered.ts";

const { definition } = longhorn({ backupBucket: "backups" });

function pods(values: AnyValues): readonly PodRequests[] {
  const { atRunTime } = definition;
  const runTime =
    typeof atRunTime === "function" ? atRunTime({} as Scope, {}, values) : (atRunTime ?? {});
  return runTime.pods ?? [];
}

const settings = (defaultSettings: object): AnyValues => ({ defaultSettings });

describe("longhorn", () => {
  it("runs on each node what asks for a share of its CPU, and helpers that ask for nothing", () => {
    const [manager, ...others] = pods({ csi: { attacherReplicaCount: 1 } });
    expect(manager).toEqual({ name: "instance-manager", replicas: "each-node", cpu: "12%" });
    expect(others.map(({ name, replicas }) => [name, replicas])).toEqual([
      ["engine-image", "each-node"],
      ["longhorn-csi-plugin", "each-node"],
      ["csi-attacher", 1],
      ["csi-provisioner", 3],
      ["csi-resizer", 3],
      ["csi-snapshotter", 3],
    ]);
    expect(others.every(({ cpu, memory }) => cpu === undefined && memory === undefined)).toBe(true);
  });

  it.each([
    [20, "20%"],
    ["5", "5%"],
    ['{"v1":"8","v2":"12"}', "8%"],
    [{ v1: "8" }, "8%"],
    [0, "0%"],
  ])("asks for the share that value %j says", (guaranteedInstanceManagerCPU, cpu) => {
    expect(pods(settings({ guaranteedInstanceManagerCPU }))[0]).toMatchObject({ cpu });
  });

  it("promises 70 of 100 parts of a disk, or what its settings say", () => {
    const placesOf = (values: AnyValues) => definition.places!({ replicas: 3 }, values);
    expect(placesOf({})).toEqual({
      longhorn: { disk: "longhorn", copies: 3, share: 0.7 },
      "longhorn-fast": { disk: "longhorn", copies: 3, share: 0.7, tags: ["ssd"] },
    });
    const values = settings({
      storageReservedPercentageForDefaultDisk: 0,
      storageOverProvisioningPercentage: "200",
    });
    expect(placesOf(values)["longhorn"]).toMatchObject({ share: 2 });
  });
});

describe("csi-driver-nfs", () => {
  const nas = { server: "10.1.0.5", share: "/volumes" };

  it("has as much as it is told", () => {
    const places = (size?: string) =>
      csiDriverNfs({ ...nas, size }).definition.places!({ size }, {});
    expect(places("2Ti")).toEqual({ nfs: { outside: { size: "2Ti" } } });
    expect(places()).toEqual({ nfs: { outside: { size: undefined } } });
  });

  it("tells a size that is none", () => {
    expect(problemsOf(csiDriverNfs({ ...nas, size: "2TB" }))).toEqual([
      'has size "2TB", not a quantity such as 2Ti; correct the number or its unit',
    ]);
  });
});

describe("operators", () => {
  const object = (kind: string, spec: object): Manifest => ({
    apiVersion: "example.org/v1",
    kind,
    metadata: { name: "db" },
    spec,
  });

  it("claim a volume of each kind for each instance of a database", () => {
    const cluster = cloudnativePgKinds["postgresql.cnpg.io/Cluster"]!;
    const spec = {
      instances: 3,
      storage: { size: "10Gi" },
      walStorage: { size: "2Gi", storageClass: "fast" },
      tablespaces: [{ name: "old", storage: { size: "5Gi" } }],
    };
    expect(cluster.volumes!(object("Cluster", spec))).toEqual([
      { name: 'Cluster "db"', count: 3, size: "10Gi", storageClass: undefined },
      { name: 'Cluster "db"', count: 3, size: "2Gi", storageClass: "fast" },
      { name: 'Cluster "db"', count: 3, size: "5Gi", storageClass: undefined },
    ]);
  });

  it("claim a volume for each replica and shard of Prometheus", () => {
    const server = prometheusKinds["monitoring.coreos.com/Prometheus"]!;
    const claim = { spec: { resources: { requests: { storage: "20Gi" } } } };
    const prometheus = object("Prometheus", {
      replicas: 2,
      shards: 2,
      storage: { volumeClaimTemplate: claim },
    });
    expect(server.volumes!(prometheus)).toEqual([
      { name: 'Prometheus "db"', count: 4, size: "20Gi", storageClass: undefined },
    ]);
    expect(server.volumes!(object("Prometheus", {}))).toEqual([]);
    expect(server.pods!(object("Prometheus", {}))[0]).toMatchObject({ cpu: undefined });
  });
});

describe("distributions", () => {
  it.each(Object.values(distributions))("$name asks for amounts that can be read", (one) => {
    const parts = Object.values(one.parts).flatMap(({ pods: own = [] }) => own);
    const all: readonly PodRequests[] = [...parts, ...(one.controlPlanePods ?? [])];
    const amounts = [
      ...all.flatMap(({ cpu, memory }) => [cpu, memory]),
      ...Object.values(one.measured).flatMap((own) => [own?.cpu, own?.memory]),
      one.keepsFree.memory,
    ];
    for (const amount of amounts)
      if (amount !== undefined) expect(readQuantity(amount)).toBeTypeOf("number");
  });
});
