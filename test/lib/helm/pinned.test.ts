import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { load } from "js-yaml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { directoryTree } from "../../../lib/emit/git-tree.ts";
import { pinOf } from "../../../lib/emit/pin.ts";
import { pinnedDirectory } from "../../../lib/helm/pinned.ts";
import type { Delivery } from "../../../lib/model/cluster-data.ts";
import { plan } from "../../../lib/plan.ts";
import { foundCharts, planOf } from "../../support/charts.ts";
import { component, fleetOf } from "../../support/fleet.ts";
import { configMap } from "../../support/objects.ts";
import { wavesOf } from "../support/tiny.ts";

const shop = { name: "shop", path: "charts/shop", version: "1.0.0", appVersion: "", crds: [] };

describe("a chart that is a directory", () => {
  let project = "";
  const put = (name: string, text: string): void => {
    const file = join(project, shop.path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const issues = (): readonly string[] => pinnedDirectory(shop, project).issues;

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "pinned-"));
    put("Chart.yaml", "name: shop\nversion: 1.0.0\n");
  });
  afterEach(() => rmSync(project, { recursive: true }));

  it("is known by the tree that git will have", () => {
    expect(pinnedDirectory(shop, project)).toEqual({
      tree: directoryTree(join(project, shop.path)),
      issues: [],
    });
  });

  it("holds every chart that it needs, as a directory or as an archive", () => {
    const list = ["redis", "common-lib", "here"].map((name) => `{ name: ${name}, alias: x }`);
    put("Chart.yaml", `name: shop\nversion: 1.0.0\ndependencies: [${list.join(", ")}]\n`);
    put("charts/any/Chart.yaml", 'name: "here"\n');
    const line = (name: string): string =>
      `chart shop needs chart ${name}, which charts/shop/charts/ does not hold, and nobody fetches it; run "helm dependency update charts/shop" and commit what it brings`;
    expect(issues()).toEqual([line("redis"), line("common-lib")]);
    put("charts/redis-18.1.0.tgz", "");
    put("charts/common-lib-v2.0.0-rc1.tgz", "");
    expect(issues()).toEqual([]);
  });

  it("has links to what is in it alone", () => {
    put("values.yaml", "");
    symlinkSync("values.yaml", join(project, shop.path, "more.yaml"));
    expect(issues()).toEqual([]);
    writeFileSync(join(project, "shared.yaml"), "");
    symlinkSync("../../shared.yaml", join(project, shop.path, "shared.yaml"));
    expect(issues()).toEqual([
      "chart shop has the link charts/shop/shared.yaml, which leads out of what a pin holds; put what it leads to in its place",
    ]);
  });

  it("is left to its reader where it cannot be read", () => {
    rmSync(join(project, shop.path), { recursive: true });
    expect(pinnedDirectory(shop, project)).toEqual({ issues: [] });
  });
});

describe("its Application", () => {
  const path = "test/fixtures/shop";
  // The schema of its values is that of an imported chart.
  const chart = { ...shop, name: "metallb", path };
  const deployed = (delivery: Delivery, revision: "pinned" | "branch" = "pinned") => {
    const shopComponent = component("shop", {
      chart,
      values: () => ({ frrk8s: { enabled: false } }),
      objects: [configMap("beside", {})],
      makes: { objects: [configMap("greeting", {}), configMap("part", {})] },
    });
    return fleetOf({ components: [shopComponent], cluster: { charts: { delivery }, revision } });
  };
  // oxlint-disable-next-line no-explicit-any
  const specOf = (fleet: ReturnType<typeof deployed>): any => {
    const { files, problems } = plan(fleet, foundCharts(fleet.clusters));
    expect(problems).toEqual([]);
    const file = files.find((one) => one.path === "home/apps/shop.yaml")!;
    return (load(file.content) as { spec: object }).spec;
  };

  it("takes the chart from the fleet's repository, at a pin of its own", () => {
    const { sources } = specOf(deployed("helm"));
    const tree = directoryTree(path);
    const pin = pinOf({ cluster: "home", application: "shop", folder: path, tree });
    const repoURL = "https://git.house.example/fleet.git";
    expect(sources).toEqual([
      { repoURL, targetRevision: `refs/tags/pin/home/shop/${pin}`, ref: "chart-pin" },
      {
        repoURL,
        path,
        targetRevision: pin,
        helm: { releaseName: "shop", valuesObject: { frrk8s: { enabled: false } } },
      },
      expect.objectContaining({ ref: "pin" }),
      expect.objectContaining({ path: "dist/home/apps/shop" }),
    ]);
    expect(sources[3].targetRevision).not.toBe(pin);
    const [followed] = specOf(deployed("helm", "branch")).sources;
    expect(followed.targetRevision).toBe("refs/heads/main");
  });

  it("is allowed to take it from there", () => {
    const fleet = deployed("helm");
    const { files } = plan(fleet, foundCharts(fleet.clusters));
    const project = files.find((one) => one.path === "home/apps/AppProject-shop.yaml")!;
    expect(load(project.content)).toMatchObject({
      spec: { sourceRepos: ["https://git.house.example/fleet.git"] },
    });
  });

  it("stands in the same wave as where synth renders it", () => {
    const [helm, rendered] = (["helm", "rendered"] as const).map((delivery) =>
      wavesOf(planOf(deployed(delivery).clusters[0]!)),
    );
    expect(helm).toEqual(rendered);
    expect(helm).toHaveProperty("shop");
  });
});
