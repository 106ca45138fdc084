import { describe, expect, it } from "vitest";
import { loki, longhorn, seaweedfs, sealedSecrets, velero } from "../../charts/index.ts";
import { fleetOf, problemsOf as problemsOfFleet } from "../support/fleet.ts";
import { manifestOf, problemsOf, renderedIn, titlesOf } from "./rendered.ts";

const made = (options = {}) => renderedIn(seaweedfs({ buckets: ["backups"], ...options }));

interface Identity {
  readonly name: string;
  readonly credentials: readonly { readonly accessKey: string }[];
  readonly actions: readonly string[];
}

function identitiesOf(rendered: ReturnType<typeof made>): Identity[] {
  const { data } = manifestOf(rendered, "ConfigMap", "seaweedfs-files") as unknown as {
    data: Record<string, string>;
  };
  return (JSON.parse(Object.values(data)[0]!) as { identities: Identity[] }).identities;
}

describe("seaweedfs", () => {
  it("opens each bucket to its own key alone, which the server reads from its variables", () => {
    const both = made({ buckets: ["backups", "old-logs"] });
    expect(identitiesOf(both).map(({ name, actions }) => [name, ...actions])).toEqual([
      ["backups", "Read:backups", "Write:backups", "List:backups", "Tagging:backups"],
      ["old-logs", "Read:old-logs", "Write:old-logs", "List:old-logs", "Tagging:old-logs"],
    ]);
    const container = (
      manifestOf(both, "Deployment", "seaweedfs") as unknown as {
        spec: { template: { spec: { containers: { env: { name: string }[] }[] } } };
      }
    ).spec.template.spec.containers[0]!;
    const variables = new Set(container.env.map(({ name }) => name));
    for (const { credentials } of identitiesOf(both))
      for (const text of Object.values(credentials[0]!)) {
        const [, name = ""] = /^\$\{([A-Z_]+)\}$/.exec(text)!;
        expect(variables).toContain(name);
      }
  });

  it("keeps a key once for the server and for who opens the bucket", () => {
    const store = seaweedfs({ buckets: ["backups"] });
    const [server] = made().secrets;
    const [reader] = renderedIn(velero({ bucket: "backups" }), [store]).secrets;
    expect(server).toMatchObject({ name: "bucket-backups", path: "tiny/seaweedfs/bucket-backups" });
    expect(reader).toEqual(server);
  });

  it("tells of a bucket that it does not make", () => {
    const store = seaweedfs({ buckets: ["backups", "traces"] });
    expect(renderedIn(loki({ bucket: "logs" }), [store]).issues).toEqual([
      'opens bucket "logs", but the cluster\'s object storage has "backups", "traces"; add it to the buckets there',
    ]);
    expect(renderedIn(loki({ bucket: "traces" }), [store]).issues).toEqual([]);
  });

  it("makes its buckets anew whenever there are others", () => {
    const jobOf = (...buckets: string[]) =>
      titlesOf(made({ buckets })).filter((title) => title.startsWith("Job"));
    expect(jobOf("backups")).toEqual(jobOf("backups"));
    expect(jobOf("backups")).not.toEqual(jobOf("backups", "logs"));
  });

  it("reports nothing to its makers", () => {
    const text = JSON.stringify(manifestOf(made(), "Deployment", "seaweedfs"));
    expect(text).toContain("-master.telemetry=false");
  });

  it.each(["Backups", "a", "my.bucket", "-x-"])('refuses the bucket name "%s"', (bucket) => {
    expect(problemsOf(seaweedfs({ buckets: [bucket] }))).toEqual([
      `has bucket "${bucket}"; write 3 to 63 lower-case letters, digits and hyphens`,
    ]);
  });

  it("cannot keep Longhorn's backups on Longhorn's own volumes, and can on those of another class", () => {
    const circles = (storageClass?: string): string[] =>
      problemsOfFleet(
        fleetOf({
          components: [
            sealedSecrets(),
            longhorn({ replicas: 1, backupBucket: "backups" }),
            seaweedfs({ buckets: ["backups"], storageClass }),
          ],
        }),
      ).filter((line) => line.includes("longhorn") && line.includes("seaweedfs"));
    expect(circles()).toHaveLength(1);
    expect(circles("local-path")).toEqual([]);
  });
});
