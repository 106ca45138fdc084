import { describe, expect, it } from "vitest";
import { Kubectl } from "../../../scripts/kube/kubectl.ts";
import { databaseStep } from "../../../scripts/restore/database.ts";
import { fleetOf } from "../../support/fleet.ts";

const [cluster] = fleetOf().clusters;
const database = { namespace: "documents", name: "notes-db" };
const labels = { "app.kubernetes.io/name": "notes-db-backup" };
const container = { name: "notes-db-backup", env: [{ name: "PGHOST", value: "notes-db" }] };
const pods = { metadata: { labels }, spec: { containers: [container] } };
const dumping = {
  spec: { jobTemplate: { metadata: { labels }, spec: { backoffLimit: 2, template: pods } } },
};

async function jobOf(at?: string) {
  const kubectl = new Kubectl(cluster!);
  const step = databaseStep({ kubectl, database, dumping, at, stamp: "20261121" });
  const [action] = await step.actions();
  const list = JSON.parse((action as { readonly input: string }).input) as { items: object[] };
  return list.items[0];
}

describe("a restored database", () => {
  it("is made by a Job as its dumps are, which the same policies let through", async () => {
    expect(await jobOf()).toMatchObject({
      kind: "Job",
      metadata: { name: "notes-db-restore-20261121", namespace: "documents", labels },
      spec: { backoffLimit: 0, template: { metadata: { labels } } },
    });
  });

  it("has what its newest dump has", async () => {
    const env = [...container.env, { name: "RESTORE", value: "9999" }];
    expect(await jobOf()).toMatchObject({
      spec: { template: { spec: { containers: [{ env }] } } },
    });
  });

  it("has that of a time, wherever that is told", async () => {
    const env = [...container.env, { name: "RESTORE", value: "2026-11-21-1400" }];
    expect(await jobOf("2026-11-21T15:00:00+01:00")).toMatchObject({
      spec: { template: { spec: { containers: [{ env }] } } },
    });
  });

  it("is told what is no time", async () => {
    await expect(jobOf("yesterday")).rejects.toThrow('"yesterday" is no time');
  });
});
