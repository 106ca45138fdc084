import { chmodSync, mkdirSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { ChartRequest } from "../../lib/helm/request.ts";
import { idleValues } from "../../scripts/charts/idle.ts";
import { idleLines } from "../../scripts/charts/lint.ts";
import { tinyChart } from "../lib/support/tiny.ts";
import { archiveOf, at, write } from "./charts-fixture.ts";

const path = process.env["PATH"];

beforeEach(() => {
  mkdirSync(at("bin"));
  process.env["PATH"] = `${at("bin")}:${path}`;
});

afterEach(() => {
  process.env["PATH"] = path;
});

/** A chart whose templates read `used`, and `computed` where that is 2. */
function installHelm(): void {
  const script = `#!/bin/sh
[ "$1" = version ] && { echo v4.3.1; exit; }
values=$(cat)
used=0; case "$values" in *'"used":1'*) used=1;; esac
computed=0; case "$values" in *'"computed":2'*) computed=1;; esac
echo "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: $used$computed}}"
`;
  chmodSync(write("bin/helm", script), 0o755);
}

function request(place: string, values: ChartRequest["values"]): ChartRequest {
  return {
    place,
    chart: tinyChart("demo"),
    releaseName: "demo",
    namespace: "space",
    values,
    kubernetesVersion: "v1.36.2",
    minor: "1.36",
    apiVersions: [],
    changes: {},
  };
}

const requests = [
  request("home/demo", { used: 1, deep: { idle: 3 }, computed: 1, plain: true }),
  request("edge/demo", { deep: { idle: 4 }, computed: 2 }),
];

function idle() {
  return idleValues(requests, { store: at("store"), cache: at("cache"), parallel: 2 });
}

it("finds values that are without effect wherever they are set", async () => {
  installHelm();
  write("store/demo-1.0.0.tgz", archiveOf({ version: "1.0.0" }));
  const found = await idle();
  expect(found).toEqual([
    { places: ["edge/demo", "home/demo"], chart: "demo 1.0.0", path: "deep.idle" },
    { places: ["home/demo"], chart: "demo 1.0.0", path: "plain" },
  ]);
  expect(idleLines(found as Exclude<typeof found, string>, new Set(["home/demo plain"]))).toEqual([
    "edge/demo, home/demo: value deep.idle of chart demo 1.0.0 has no effect; drop it, or correct what it depends on",
  ]);
});

it("says why it finds nothing", async () => {
  process.env["PATH"] = at("bin");
  expect(await idle()).toBe("helm is not on the PATH");
});
