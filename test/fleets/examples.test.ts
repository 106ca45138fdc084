import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forwardsOf } from "../../scripts/forward/targets.ts";
import { exampleNames } from "../../scripts/init/example.ts";
import { planFleet, usualCharts } from "../../scripts/run/plan.ts";
import { exampleFleets } from "./examples.ts";

const examples = await exampleFleets();
const nothing = mkdtempSync(join(tmpdir(), "examples-"));
const path = process.env["PATH"];

// What the charts make is known by the reference alone, as in a fresh clone.
beforeAll(() => {
  process.env["PATH"] = nothing;
});

afterAll(() => {
  process.env["PATH"] = path;
  rmSync(nothing, { recursive: true });
});

// A fork has a fleet of its own in their place.
describe.skipIf(examples.length === 0)("the examples", () => {
  it.each(examples)("%s has no problem, without Helm and archives", async (_, fleet) => {
    const options = { ...usualCharts(), store: nothing, records: resolve("imports", "none") };
    const { problems, files } = await planFleet(fleet, { ...options, isDry: true });
    expect(problems).toEqual([]);
    expect(files.length).toBeGreaterThan(50);
  });

  it("are those that init knows", () => {
    const folders = new Set(examples.map(([name]) => name.replace(/,.*/, "")));
    expect(exampleNames(resolve("."))).toEqual([...folders]);
  });

  it("accept no shortage, so that what is listed has room", () => {
    const accepted = examples.flatMap(([name, { clusters }]) =>
      clusters.flatMap(({ overcommit }) => (overcommit ? [name] : [])),
    );
    expect(accepted).toEqual([]);
  });

  it("forward what a developer's clients look for, at the ports that they know", () => {
    const fleet = examples.find(([name]) => name === "k3d")![1];
    const ports = fleet.clusters.flatMap(forwardsOf).map((one) => `${one.name}:${one.localPort}`);
    expect(ports.toSorted()).toEqual([
      "argo-workflows:2746",
      "argocd:8080",
      "buckets:9001",
      "dev-mongodb:27017",
      "dev-postgresql:5432",
      "dev-rabbitmq-management:15672",
      "dev-rabbitmq:5672",
      "grafana:3000",
      "s3:9000",
      "spicedb:50051",
      "tempo:3200",
    ]);
  });
});
