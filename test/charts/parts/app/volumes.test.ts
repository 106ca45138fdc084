import { describe, expect, it } from "vitest";
import type { AppOptions } from "../../../../charts/parts/app/options.ts";
import { claim } from "../../../support/objects.ts";
import { component } from "../../../support/fleet.ts";
import { madeOf } from "./forms.ts";

const shared = component("driver", {
  objects: [
    {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: "shared" },
      provisioner: "driver.example",
    },
  ],
});

describe("the volumes of an app", () => {
  it("are claims that all replicas share where their class can", () => {
    const media = {
      path: "/media",
      size: "1Ti",
      storageClass: "shared",
      access: "ReadWriteMany",
    } as const;
    const { of, problems } = madeOf({ replicas: 3, volumes: { media } }, { components: [shared] });
    expect(problems).toEqual([]);
    expect(of("PersistentVolumeClaim", "shop-media").spec).toEqual({
      accessModes: ["ReadWriteMany"],
      storageClassName: "shared",
      resources: { requests: { storage: "1Ti" } },
    });
    expect(of("Deployment").spec.strategy.type).toBe("RollingUpdate");
  });

  it("are one for each replica of a StatefulSet, which finds its own again", () => {
    const volumes = { data: { path: "/data", size: "1Gi", perReplica: true } };
    const { of, problems, titles } = madeOf({ port: 80, replicas: 3, volumes });
    expect(problems).toEqual([]);
    expect(titles).not.toContain('Deployment "shop"');
    const { spec } = of("StatefulSet");
    expect(spec).toMatchObject({
      replicas: 3,
      serviceName: "shop-pods",
      podManagementPolicy: "Parallel",
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
      volumeClaimTemplates: [
        {
          metadata: { name: "data" },
          spec: {
            accessModes: ["ReadWriteOnce"],
            resources: { requests: { storage: "1Gi" } },
          },
        },
      ],
    });
    expect(spec.template.spec.volumes).toEqual([{ name: "tmp", emptyDir: {} }]);
    expect(spec.template.spec.containers[0].volumeMounts).toContainEqual({
      name: "data",
      mountPath: "/data",
    });
    expect(spec.template.spec.securityContext.fsGroup).toBe(10001);
    expect(of("Service", "shop-pods").spec.clusterIP).toBe("None");
  });

  it("are claims that are there already, in part or to read", () => {
    const volumes = {
      data: { path: "/data", claim: "old", subPath: "shop", readOnly: true },
    };
    const { of, problems } = madeOf(
      { volumes },
      {
        components: [
          shared,
          component("old", {
            namespace: "shop",
            objects: [claim("old", { storageClassName: "shared" })],
          }),
        ],
      },
    );
    expect(problems).toEqual([]);
    const { strategy, template } = of("Deployment").spec;
    expect(strategy.type).toBe("Recreate");
    expect(template.spec.volumes).toContainEqual({
      name: "data",
      persistentVolumeClaim: { claimName: "old" },
    });
    expect(template.spec.containers[0].volumeMounts).toContainEqual({
      name: "data",
      mountPath: "/data",
      subPath: "shop",
      readOnly: true,
    });
  });

  it("are empty ones, in memory too, and one for /tmp in place of that which is there", () => {
    const { of, problems } = madeOf({
      volumes: {
        tmp: { path: "/tmp", emptyDir: { size: "1Gi" } },
        shm: { path: "/dev/shm", emptyDir: { medium: "Memory", size: "64Mi" } },
      },
    });
    expect(problems).toEqual([]);
    const { spec } = of("Deployment").spec.template;
    expect(spec.volumes).toEqual([
      { name: "tmp", emptyDir: { sizeLimit: "1Gi" } },
      { name: "shm", emptyDir: { medium: "Memory", sizeLimit: "64Mi" } },
    ]);
    expect(spec.containers[0].volumeMounts).toHaveLength(2);
  });

  it("are for containers beside it alone where they have no path", () => {
    const { of, problems } = madeOf({
      volumes: { work: { emptyDir: {} } },
      init: { first: { image: "a.example/b:1", mounts: { work: "/work" } } },
    });
    expect(problems).toEqual([]);
    const { spec } = of("Deployment").spec.template;
    expect(spec.containers[0].volumeMounts).toEqual([{ name: "tmp", mountPath: "/tmp" }]);
    expect(spec.initContainers[0].volumeMounts).toContainEqual({
      name: "work",
      mountPath: "/work",
    });
  });

  it.each<[string, Partial<AppOptions>, string, object]>([
    [
      "a file server",
      {
        volumes: {
          media: { path: "/m", nfs: { server: "10.0.0.5", path: "/m" }, reason: "films are there" },
        },
      },
      "baseline",
      { name: "media", nfs: { server: "10.0.0.5", path: "/m" } },
    ],
    [
      "a directory of the node",
      { volumes: { media: { path: "/m", hostPath: "/srv/m", reason: "films are there" } } },
      "privileged",
      { name: "media", hostPath: { path: "/srv/m" } },
    ],
  ])("loosen the namespace where they are %s, with the reason", (_, options, level, volume) => {
    const { of, namespace, problems } = madeOf(options);
    expect(problems).toEqual([]);
    expect(namespace.metadata.labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": level,
    });
    expect(namespace.metadata.annotations?.["kubernetes.io/description"]).toMatch(
      new RegExp(`^${level}: app "shop" has volume media of .*, films are there$`),
    );
    expect(of("Deployment").spec.template.spec.volumes).toContainEqual(volume);
  });
});

describe("replicas of an app", () => {
  const volumes = { data: { path: "/data", size: "1Gi" } };

  it.each<[string, Partial<AppOptions>, string]>([
    [
      "share a volume of one node",
      { replicas: 3, volumes },
      'has 3 replicas that share volume "data", which one node mounts at a time; set its perReplica for one each, or access "ReadWriteMany" where its class can',
    ],
    [
      "grow over a volume of one node",
      { autoscale: { min: 1, max: 4, cpuPercent: 70 }, volumes },
      'has 4 replicas that share volume "data", which one node mounts at a time; set its perReplica for one each, or access "ReadWriteMany" where its class can',
    ],
    [
      "are counted twice",
      { autoscale: { min: 1, max: 4, cpuPercent: 70 }, replicas: 2 },
      "has replicas 2 beside autoscale; drop one of them",
    ],
    [
      "are updated by nobody",
      { updates: "OnDelete" },
      'has updates "OnDelete", which only an app with a volume perReplica takes; use "RollingUpdate" or "Recreate"',
    ],
    [
      "of a StatefulSet are updated as those of a Deployment",
      { updates: "Recreate", volumes: { data: { ...volumes.data, perReplica: true } } },
      'has updates "Recreate", which an app with a volume perReplica does not take; use "RollingUpdate" or "OnDelete"',
    ],
  ])("are told where they %s", (_, options, line) => {
    expect(madeOf(options).problems).toEqual([`home/shop: app "shop" ${line}`]);
  });

  it("are updated as asked, written out in any case", () => {
    const strategy = (updates: AppOptions["updates"]) =>
      madeOf({ updates }).of("Deployment").spec.strategy;
    expect(strategy("Recreate")).toEqual({ type: "Recreate" });
    expect(strategy({ maxSurge: 0, maxUnavailable: "50%" })).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: 0, maxUnavailable: "50%" },
    });
    const volume = { data: { ...volumes.data, perReplica: true } };
    const { of, problems } = madeOf({ volumes: volume, updates: "OnDelete" });
    expect(problems).toEqual([]);
    expect(of("StatefulSet").spec.updateStrategy).toEqual({ type: "OnDelete" });
  });

  it.each<[string, Partial<AppOptions>, string]>([
    ["one", {}, "Recreate"],
    ["several", { replicas: 2 }, "RollingUpdate"],
    ["two, as it is critical", { critical: true }, "RollingUpdate"],
    ["up to three", { autoscale: { min: 1, max: 3, cpuPercent: 70 } }, "RollingUpdate"],
  ])(
    "that share a claim that is there already are replaced by their number: %s",
    (_, options, type) => {
      const { of } = madeOf({ ...options, volumes: { data: { path: "/data", claim: "old" } } });
      expect(of("Deployment").spec.strategy.type).toBe(type);
    },
  );

  it("of a StatefulSet are scaled as those of a Deployment", () => {
    const { of, problems } = madeOf({
      autoscale: { min: 1, max: 3, cpuPercent: 70 },
      volumes: { data: { ...volumes.data, perReplica: true } },
    });
    expect(problems).toEqual([]);
    expect(of("HorizontalPodAutoscaler").spec.scaleTargetRef.kind).toBe("StatefulSet");
  });
});
