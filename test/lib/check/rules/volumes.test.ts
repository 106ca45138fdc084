import { describe, expect, it } from "vitest";
import type { Change, Row } from "../../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import { claim, deployment, object, service } from "../../../support/objects.ts";

const mounts = {
  volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
};

const remote = component("driver", {
  objects: [
    object("storage.k8s.io/v1", "StorageClass", "remote", { provisioner: "driver.example" }),
  ],
});

const anywhere = component("driver-facts", {
  objects: [
    object("storage.k8s.io/v1", "CSIDriver", "driver.example", { spec: { attachRequired: false } }),
  ],
});

const stored = (spec: object, mode = "ReadWriteOnce"): Change => ({
  objects: [
    deployment({ pod: mounts, spec }),
    service(),
    claim("data", { storageClassName: "remote", accessModes: [mode] }),
  ],
  components: [remote],
});

const nightly = object("batch/v1", "CronJob", "nightly", {
  spec: {
    schedule: "@daily",
    jobTemplate: {
      spec: {
        template: {
          spec: {
            restartPolicy: "Never",
            containers: [{ name: "a", image: "a.example/b:1" }],
            ...mounts,
          },
        },
      },
    },
  },
});

const volumeRows: readonly Row[] = [
  [
    "that nothing mounts, of a class that waits for it",
    { objects: [claim("data")] },
    [
      'home/app: PersistentVolumeClaim "data" is bound only when a pod mounts it, and none does; mount it or drop it',
    ],
  ],
  [
    "among replicas, of one node at a time",
    stored({ replicas: 2 }),
    [
      'home/app: Deployment "web" shares volume claim "data", which one node mounts at a time, among 2 replicas; run one, or make it a StatefulSet with a claim for each',
    ],
  ],
  [
    "from old pods to new ones, of one node at a time",
    stored({}),
    [
      'home/app: Deployment "web" mounts volume claim "data", which one node mounts at a time, but starts a new pod before the old one is gone; set spec.strategy.type to Recreate',
    ],
  ],
  [
    "that a CronJob alone mounts, of a class that waits for it",
    { objects: [nightly, claim("data")] },
    [
      'home/app: PersistentVolumeClaim "data" is bound only when a pod mounts it, and CronJob "nightly" alone does, when its time comes; annotate it with argocd.argoproj.io/ignore-healthcheck: "true", or all later waves wait',
    ],
  ],
];

const validRows: readonly Row[] = [
  [
    "to a CronJob, which nobody waits for",
    {
      objects: [
        nightly,
        {
          ...claim("data"),
          metadata: {
            name: "data",
            annotations: { "argocd.argoproj.io/ignore-healthcheck": "true" },
          },
        },
      ],
    },
    [],
  ],
  ["to one pod after another", stored({ strategy: { type: "Recreate" } }), []],
  [
    "to one pod beside the next, by a driver that mounts it anywhere",
    { ...stored({}), components: [remote, anywhere] },
    [],
  ],
  ["to replicas on many nodes", stored({ replicas: 2 }, "ReadWriteMany"), []],
  [
    "to nobody here, where pods that come at run time may mount it",
    {
      objects: [claim("data")],
      components: [
        component("operator", {
          namespace: "app",
          atRunTime: { pods: [{ name: "db", replicas: 1, cpu: "10m", memory: "10Mi" }] },
        }),
      ],
    },
    [],
  ],
  [
    "to a pod that starts when the old one is gone",
    stored({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } }),
    [],
  ],
];

describe("a volume", () => {
  it.each(volumeRows)("is not given %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("may be given %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});

describe("a claim of no class", () => {
  const waiting = claim("data", { storageClassName: "" });
  const volume = object("v1", "PersistentVolume", "nas", {
    spec: {
      capacity: { storage: "1Gi" },
      accessModes: ["ReadWriteOnce"],
      nfs: { server: "nas", path: "/" },
    },
  });

  it("waits for a volume that is an object", () => {
    expect(problemsOf(fleetOf({ objects: [waiting] }))).toEqual([
      'home/app: PersistentVolumeClaim "data" has spec.storageClassName "", for a PersistentVolume of no class, and there is none; add one, name a class, or drop the field for the default class',
    ]);
    expect(problemsOf(fleetOf({ objects: [waiting, volume] }))).toEqual([]);
  });
});
