import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fleet } from "../../fleets/house/index.ts";
import { renderedProject } from "../../support/project.ts";
import { backupObjects } from "../../../scripts/backup/longhorn.ts";
import { listText } from "../../../scripts/backup/list.ts";
import { dataApplications, heldManifest, storageOf } from "../../../scripts/rebuild/hold.ts";
import { Phases } from "../../../scripts/rebuild/phases.ts";
import { requireOwn } from "../../../scripts/restore/swap.ts";
import type { StorageClass } from "../../../scripts/restore/volume-objects.ts";
import { newestBackup, restoredObjects, shapeOf } from "../../../scripts/restore/volume-objects.ts";
import { planOf } from "../../support/charts.ts";

const claim = { namespace: "monitoring", name: "loki" };

function backup(name: string, day: number, state = "Completed", pvcName = "loki") {
  const labels = { KubernetesStatus: JSON.stringify({ namespace: "monitoring", pvcName }) };
  const backupCreatedAt = `2026-11-0${day}T02:00:00Z`;
  const url = `s3://longhorn-backups@us-east-1/?backup=${name}&volume=pvc-1`;
  const status = { state, url, volumeSize: "10737418240", backupCreatedAt, labels };
  return { metadata: { name }, status };
}

describe("a backup of a volume", () => {
  it("is of a snapshot that is made first, and says whose it is", () => {
    const [snapshot, made] = backupObjects({ ...claim, volume: "pvc-1" }, "20261121");
    const metadata = { name: "strata-20261121-pvc-1", namespace: "longhorn-system" };
    expect(snapshot).toEqual({
      apiVersion: "longhorn.io/v1beta2",
      kind: "Snapshot",
      metadata,
      spec: { volume: "pvc-1", createSnapshot: true },
    });
    expect(made).toEqual({
      apiVersion: "longhorn.io/v1beta2",
      kind: "Backup",
      metadata: { ...metadata, labels: { "backup-volume": "pvc-1" } },
      spec: { snapshotName: "strata-20261121-pvc-1" },
    });
  });
});

describe("newestBackup", () => {
  const all = [
    backup("third", 3),
    backup("first", 1),
    backup("second", 2),
    backup("broken", 4, "Error"),
    backup("another", 5, "Completed", "grafana"),
    {
      metadata: { name: "unbound" },
      status: { state: "Completed", labels: { KubernetesStatus: "" } },
    },
  ];

  it("is the newest that is complete, of this claim", () => {
    expect(newestBackup(all, claim)?.metadata.name).toBe("third");
  });

  it("is not younger than asked for", () => {
    const at = Date.parse("2026-11-02T12:00:00Z");
    expect(newestBackup(all, claim, at)?.metadata.name).toBe("second");
  });

  it("is none of a claim without backups", () => {
    expect(newestBackup(all, { namespace: "default", name: "loki" })).toBeUndefined();
  });
});

describe("a restored volume", () => {
  it("waits for its claim, and for no other", () => {
    const first = backup("first", 1);
    const made = restoredObjects(first, claim, shapeOf(first, [], []), "20261121");
    const labels = { "strata/backup": "first" };
    const name = "restored-20261121-loki";
    expect(made.volume).toEqual({
      apiVersion: "longhorn.io/v1beta2",
      kind: "Volume",
      metadata: { name, namespace: "longhorn-system", labels },
      spec: {
        fromBackup: "s3://longhorn-backups@us-east-1/?backup=first&volume=pvc-1",
        size: "10737418240",
        numberOfReplicas: 2,
        diskSelector: [],
        frontend: "blockdev",
        accessMode: "rwo",
      },
    });
    expect(made.persistentVolume).toMatchObject({
      metadata: { name, labels },
      spec: {
        capacity: { storage: "10737418240" },
        claimRef: { kind: "PersistentVolumeClaim", namespace: "monitoring", name: "loki" },
        csi: { driver: "driver.longhorn.io", volumeHandle: name },
        storageClassName: "longhorn",
      },
    });
  });
});

describe("the shape of a restored volume", () => {
  const volumes = [
    { metadata: { name: "a1b2" }, spec: { volumeName: "pvc-2" } },
    {
      metadata: { name: "c3d4" },
      spec: { volumeName: "pvc-1" },
      status: { storageClassName: "longhorn-fast" },
    },
  ];
  const classes: StorageClass[] = [
    { metadata: { name: "longhorn" }, parameters: { numberOfReplicas: "2" } },
    {
      metadata: { name: "longhorn-fast" },
      parameters: { numberOfReplicas: "3", diskSelector: "ssd,nvme" },
    },
  ];
  const { status, ...first } = backup("first", 1);
  const labels = { ...status.labels, "longhorn.io/volume-access-mode": "rwx" };
  const shared = { ...first, status: { ...status, volumeName: "pvc-1", labels } };

  it("is that of the volume that was backed up", () => {
    const shape = shapeOf(shared, volumes, classes);
    expect(shape).toEqual({
      storageClassName: "longhorn-fast",
      accessModes: ["ReadWriteMany"],
      replicas: 3,
      diskSelector: ["ssd", "nvme"],
    });
    const made = restoredObjects(shared, claim, shape, "20261121");
    expect(made.volume).toMatchObject({
      spec: { accessMode: "rwx", numberOfReplicas: 3, diskSelector: ["ssd", "nvme"] },
    });
    expect(made.persistentVolume).toMatchObject({
      spec: { accessModes: ["ReadWriteMany"], storageClassName: "longhorn-fast" },
    });
  });

  it("is what the claim that is there asks for", () => {
    const asked = { storageClassName: "longhorn", accessModes: ["ReadWriteOnce"] };
    expect(shapeOf(shared, volumes, classes, asked)).toEqual({
      ...asked,
      replicas: 2,
      diskSelector: [],
    });
  });

  it("is the usual one where nothing more is known", () => {
    expect(shapeOf(backup("first", 1), [], [])).toEqual({
      storageClassName: "longhorn",
      accessModes: ["ReadWriteOnce"],
      replicas: 2,
      diskSelector: [],
    });
  });
});

describe("a workload that an operator makes", () => {
  it("is for the user to stop", () => {
    const [cluster] = fleet.clusters;
    const ownerReferences = [{ kind: "Prometheus", name: "prometheus" }];
    const metadata = { name: "prometheus-prometheus", ownerReferences };
    const user = { apiVersion: "apps/v1", kind: "StatefulSet", metadata };
    expect(() => requireOwn({ cluster: cluster! }, claim, user)).toThrow(
      `${cluster!.name}/monitoring/loki: is used by StatefulSet prometheus-prometheus, which Prometheus prometheus makes and would scale back; set the replicas of that to 0, and run this again`,
    );
  });
});

describe("a rebuild", () => {
  const house = renderedProject();
  const plan = planOf(fleet.clusters.find(({ name }) => name === "management")!);

  it("holds what would get empty volumes, and not what makes volumes", () => {
    const held = dataApplications(plan).map(({ name }) => name);
    expect(storageOf(plan).map(({ name }) => name)).toEqual(["longhorn"]);
    expect(held).toContain("loki");
    expect(held.filter((name) => name.startsWith("longhorn") || name === "cilium")).toEqual([]);
  });

  it("holds an Application as it is in git, but for Argo CD's eyes", () => {
    const loki = plan.applications.find(({ name }) => name === "loki")!;
    const dist = join(house, "dist");
    expect(heldManifest(loki, dist)).toMatchObject({
      kind: "Application",
      metadata: {
        name: "management-loki",
        namespace: "argocd",
        annotations: {
          "argocd.argoproj.io/skip-reconcile": "true",
          "argocd.argoproj.io/sync-wave": String(loki.wave),
        },
      },
    });
  });

  it("says how long each part took", async () => {
    const phases = new Phases({ isJson: false, isVerbose: false, event() {}, print() {} });
    await phases.run("machines", async () => {});
    await phases.run("volumes", async () => {});
    expect(phases.lines(new Date("2026-11-21T15:04:05Z"))).toEqual([
      "recovery time, 2026-11-21 15:04 UTC",
      "  machines     0.0 s",
      "  volumes      0.0 s",
      "  in all       0.0 s",
    ]);
  });
});

describe("a list of backups", () => {
  it("has age and size, folder by folder", () => {
    const now = Date.parse("2026-11-21T12:00:00Z");
    const at = (hours: number): number => now - hours * 3_600_000;
    const text = listText(
      [
        { key: "vault/site/b.age", bytes: 512, at: at(1) },
        { key: "etcd/production/a.age", bytes: 3 * 1024 ** 2, at: at(24 * 9) },
        { key: "gitlab/gitlab/c.age", bytes: 1024 ** 3 * 1.5, at: at(30) },
      ],
      now,
    );
    expect(text.split("\n")).toEqual([
      "     9 d    3.0 MiB  etcd/production/a.age",
      "    30 h    1.5 GiB  gitlab/gitlab/c.age",
      "  60 min      512 B  vault/site/b.age",
    ]);
  });
});
