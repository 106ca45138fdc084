import { describe, expect, it } from "vitest";
import { longhorn, loki, objectStore, sealedSecrets } from "../../charts/index.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";
import { fleetOf, problemsOf as problemsOfFleet } from "../support/fleet.ts";
import { tinyNode } from "../lib/support/tiny.ts";
import { problemsOf, renderedIn, valuesOf } from "./rendered.ts";

const store = objectStore({ endpoint: "https://s3.house.example:9000", region: "home" });
const disks = { os: { size: "50Gi" }, longhorn: { size: "300Gi" } };
const nodes = [tinyNode("one", { disks })];

describe("object-store", () => {
  it("hands over an external store, and brings nothing of its own", () => {
    const rendered = renderedIn(store);
    expect([rendered.manifests, rendered.release]).toEqual([[], undefined]);
    const fleet = fleetOf({ components: [store] });
    expect(problemsOfFleet(fleet)).toEqual([]);
  });

  it.each(["s3.house.example:9000", "https://s3.house.example/logs", ""])(
    "refuses the endpoint %j",
    (endpoint) => {
      expect(problemsOf(objectStore({ endpoint }))).toEqual([
        `has endpoint "${endpoint}", not a URL without a path; write it as https://minio.house.example:9000`,
      ]);
    },
  );
});

describe("Longhorn", () => {
  const backedUp = (options: Parameters<typeof longhorn>[0], others: readonly AnyPlacement[]) => {
    const rendered = renderedIn(longhorn({ replicas: 1, ...options }), others, { nodes });
    return {
      store: valuesOf(rendered)?.defaultBackupStore as unknown,
      secrets: rendered.secrets.map(({ name }) => name),
      issues: rendered.issues,
    };
  };

  it("keeps backups in a bucket of it, in a folder of the cluster's", () => {
    expect(backedUp({ backupBucket: "backups" }, [store])).toEqual({
      store: {
        backupTarget: "s3://backups@home/tiny",
        backupTargetCredentialSecret: "backup-target",
      },
      secrets: ["backup-target"],
      issues: [],
    });
  });

  it("keeps them in a share of NFS without a Secret", () => {
    const target = "nfs://nas.house.example:/backups";
    expect(backedUp({ backupTarget: target }, [])).toEqual({
      store: { backupTarget: target },
      secrets: [],
      issues: [],
    });
    expect(longhorn({ backupTarget: target }).needs).toEqual({});
  });

  it("says that it keeps none, or that nobody has the bucket", () => {
    const none = "keeps no backups: it has neither backupBucket nor backupTarget; set one of them";
    expect(problemsOf(longhorn({ replicas: 1 }), { nodes })).toEqual([none]);
    expect(backedUp({}, []).issues).toEqual([]);
    expect(longhorn({ backupBucket: "backups" }).needs).toHaveProperty("object-storage");
  });
});

describe("Loki", () => {
  const keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

  it("keeps logs in a bucket of it, with the bucket's own Secret", () => {
    const rendered = renderedIn(loki({ bucket: "logs" }), [store, sealedSecrets()]);
    const values = valuesOf(rendered);
    expect(values.loki.storage).toEqual({
      type: "s3",
      bucketNames: { chunks: "logs", ruler: "logs" },
      s3: {
        endpoint: "s3.house.example:9000",
        region: "home",
        s3ForcePathStyle: true,
        insecure: false,
      },
    });
    expect(values.loki.schemaConfig.configs[0].object_store).toBe("s3");
    expect(values.loki.compactor.delete_request_store).toBe("s3");
    expect(values.singleBinary.extraEnvFrom).toEqual([{ secretRef: { name: "bucket-logs" } }]);
    expect(rendered.secrets).toEqual([{ name: "bucket-logs", keys }]);
    expect(rendered.uses).toContainEqual(["object-storage", "it keeps logs in a bucket"]);
  });

  it("stays in its volume without one, and says that nobody has the bucket", () => {
    expect(valuesOf(renderedIn(loki())).loki.storage).toEqual({ type: "filesystem" });
    expect(renderedIn(loki({ bucket: "logs" })).issues).toEqual([
      "reads capability object-storage, which nothing in this cluster provides; add a component that does",
    ]);
  });
});
