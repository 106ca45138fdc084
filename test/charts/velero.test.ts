import { describe, expect, it } from "vitest";
import { objectStore, prometheusOperatorCrds, velero } from "../../charts/index.ts";
import { problemsOf, renderedIn, valuesOf } from "./rendered.ts";

const bucket = "backups";
const store = objectStore({ endpoint: "https://s3.example.org", region: "home", pathStyle: false });
const rendered = (options = {}, others: Parameters<typeof renderedIn>[1] = []) =>
  renderedIn(velero({ bucket, ...options }), [store, ...others]);

describe("velero", () => {
  it("keeps each cluster's backups in a folder of its own, where the cluster's object storage is", () => {
    const placement = velero({ bucket });
    expect(Object.keys(placement.needs)).toEqual(["object-storage", "secret-store"]);
    const { secrets, release } = rendered();
    expect(secrets.map(({ name }) => name)).toEqual(["bucket-backups"]);
    expect(release?.values).toMatchObject({
      credentials: { useSecret: false, extraSecretRef: "bucket-backups" },
      configuration: {
        backupStorageLocation: [
          {
            bucket,
            prefix: "tiny",
            config: {
              region: "home",
              s3Url: "https://s3.example.org",
              s3ForcePathStyle: "false",
            },
          },
        ],
      },
      schedules: { nightly: { schedule: "0 3 * * *", template: { ttl: "720h" } } },
    });
  });

  it("copies what is in volumes when asked, by an agent that its namespace lets in, under a password of its own", () => {
    expect(rendered().loosened).toEqual([]);
    expect(valuesOf(rendered())).toMatchObject({ deployNodeAgent: false });
    const copying = rendered({ files: true });
    expect(copying.loosened).toEqual([
      ["privileged", "the agent reads the volumes of its node as root"],
    ]);
    expect(copying.secrets.map(({ name }) => name)).toContain("velero-repo-credentials");
    expect(valuesOf(copying)).toMatchObject({
      deployNodeAgent: true,
      configuration: { defaultVolumesToFsBackup: true },
    });
  });

  it("tells of old backups where somebody knows rules of Prometheus", () => {
    const shown = (enabled: boolean): object => ({
      serviceMonitor: { enabled },
      prometheusRule: { enabled },
      nodeAgentPodMonitor: { enabled: false },
    });
    expect(valuesOf(rendered()).metrics).toMatchObject(shown(false));
    expect(valuesOf(rendered({}, [prometheusOperatorCrds()])).metrics).toMatchObject(shown(true));
  });

  it.each(["30d", "720", "0h", ""])('tells that "%s" is no length of time', (keep) => {
    expect(problemsOf(velero({ bucket, keep }))).toEqual([
      `has keep "${keep}", not a length of time in hours; write one, such as 720h`,
    ]);
  });
});
