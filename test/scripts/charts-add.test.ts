import { existsSync, readFileSync, rmSync } from "node:fs";
import { dump } from "js-yaml";
import { beforeEach, expect, it } from "vitest";
import { listFiles } from "../../scripts/import/output.ts";
import { archiveOf, at, charts, locked, write, writeLock, type Demo } from "./charts-fixture.ts";
import { files, indexOf, serve } from "./charts-server.ts";

const tea = (versions: readonly string[], scope = "Namespaced"): string =>
  dump({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "teas.a.example" },
    spec: {
      group: "a.example",
      scope,
      names: { kind: "Tea", plural: "teas" },
      versions: versions.map((name, i) => {
        const schema = { openAPIV3Schema: { type: "object" } };
        return { name, served: true, storage: i === 0, schema };
      }),
    },
  });

const old: Demo = { name: "old", files: { "values.yaml": "size: 1\n" } };
const fresh: Demo = {
  files: { "values.yaml": "route: { main: 1 }\n", "crds/tea.yaml": tea(["v1"]) },
};

let url = "";
let oldArchive: Buffer;
let freshArchive: Buffer;

/** A repository with the chart demo, and imports/ of the chart old, whose archive is gone. */
beforeEach(async () => {
  oldArchive = archiveOf(old);
  freshArchive = archiveOf(fresh);
  const entry = { version: "1.2.3", urls: ["demo.tgz"] };
  const served = { "/index.yaml": indexOf({ demo: [entry] }), "/demo.tgz": freshArchive };
  url = await serve(files(served));
  write("store/old-1.2.3.tgz", oldArchive);
  writeLock([locked(url, oldArchive, old)]);
  await charts(["pull", "old"]);
  rmSync(at("store/old-1.2.3.tgz"));
});

function text(path: string): string {
  return readFileSync(at("imports", path), "utf8");
}

it("adds a chart by a line of the lock and one command, and touches no other", async () => {
  const before = new Map(listFiles(at("imports"), "values").map((path) => [path, text(path)]));
  writeLock([locked(url, oldArchive, old), locked(url)]);
  const added = await charts(["pull", "demo"]);
  expect(added).toMatchObject({ status: 0, stderr: "" });
  expect(added.stdout).toContain("demo 1.2.3: types and schemas written in");
  expect(readFileSync(at("charts.lock.yaml"), "utf8")).toMatch(
    /name: demo\n.*\n.*\n {2}digest: sha256:/,
  );
  expect(text("charts.json")).toMatch(
    /"demo": \{[^]*"digest": "sha256:[^]*"kind":"Tea"[^]*"old": \{/,
  );
  expect(text("values/index.ts")).toContain('readonly "demo": DemoValues;');
  for (const path of ["values/old.json", "values/old.ts"])
    expect(text(path)).toBe(before.get(path));
  expect(existsSync(at("imports/crds/a.example/tea.ts"))).toBe(true);

  const again = new Map(listFiles(at("imports"), ".").map((path) => [path, text(path)]));
  await charts(["pull", "demo"]);
  for (const [path, content] of again) expect(text(path)).toBe(content);
});

it("imports a chart that is new without being named, and one that is named again", async () => {
  writeLock([locked(url, freshArchive)]);
  await charts(["pull"]);
  expect(text("values/demo.ts")).not.toContain("readonly [key: string]: unknown;\n");
  const opened = `${readFileSync(at("charts.lock.yaml"), "utf8")}  open: { route: names of the user's choice }\n`;
  write("charts.lock.yaml", opened);
  await charts(["pull", "demo"]);
  expect(text("values/demo.ts")).toContain("readonly [key: string]: unknown;\n");
});

it("leaves a chart of another version to update, which lists what changes", async () => {
  writeLock([locked(url, freshArchive)]);
  await charts(["pull", "demo"]);
  const before = text("charts.json");
  const moved = { ...fresh, version: "1.2.4" };
  const archive = archiveOf(moved);
  write("store/demo-1.2.4.tgz", archive);
  writeLock([locked(url, archive, moved)]);
  const { stderr } = await charts(["pull", "demo"]);
  expect(stderr).toBe(
    "note: demo 1.2.4: imports/ are of 1.2.3; run npm run charts -- update demo --to 1.2.4, which lists what changes\n",
  );
  expect(text("charts.json")).toBe(before);
});

it("takes a chart that brings a kind of another, unless it is another kind by that name", async () => {
  const more = (scope?: string): Demo => {
    return { name: "more", files: { "crds/tea.yaml": tea(["v1", "v1beta1"], scope) } };
  };
  const archive = archiveOf(more());
  writeLock([locked(url, freshArchive), locked(url, archive, more())]);
  write("store/more-1.2.3.tgz", archive);
  await charts(["pull"]);
  expect(text("charts.json").match(/"kind":"Tea"/g)).toHaveLength(2);
  // Both apps are 4.10: the first name counts.
  expect(text("crds/a.example/Tea.json")).not.toContain("v1beta1");
  const before = text("charts.json");
  const otherArchive = archiveOf(more("Cluster"));
  write("store/more-1.2.3.tgz", otherArchive);
  writeLock([locked(url, freshArchive), locked(url, otherArchive, more())]);
  const { status, stderr } = await charts(["pull", "more"]);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^a\.example: kind "Tea" is Cluster teas in chart more, but Namespaced/);
  expect(text("charts.json").replace(/"digest": .*/g, "")).toBe(
    before.replace(/"digest": .*/g, ""),
  );
});
