import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inputsOf } from "../../../../lib/helm/record/inputs.ts";
import type { ChartRecord } from "../../../../lib/helm/record/record.ts";
import { readRecord, recordText, writeRecord } from "../../../../lib/helm/record/record.ts";
import { Records } from "../../../../lib/helm/record/records.ts";
import type { ChartRequest } from "../../../../lib/helm/request.ts";
import { tinyChart } from "../../support/tiny.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "records-"));
});

afterEach(() => rmSync(directory, { recursive: true }));

const request: ChartRequest = {
  place: "home/demo",
  chart: tinyChart("demo"),
  releaseName: "demo",
  namespace: "space",
  values: { a: { b: 1, c: [1, 2] }, d: true },
  kubernetesVersion: "v1.36.2",
  minor: "1.36",
  apiVersions: ["a.example/v1"],
  changes: {},
};

const record: ChartRecord = {
  chart: "demo",
  version: "1.0.0",
  release: "demo",
  namespace: "space",
  inputs: inputsOf(request),
  issues: [],
  effective: [],
  objects: [
    { apiVersion: "v1", kind: "Service", metadata: { name: "a" } },
    { apiVersion: "v1", kind: "Service", metadata: { name: "b" } },
  ],
};

describe("the inputs of a record", () => {
  it("are the same whatever the order of keys, and wherever the chart stands", () => {
    const turned = { d: true, a: { c: [1, 2], b: 1 } };
    const chart = { ...tinyChart("demo"), digest: `sha256:${"0".repeat(64)}` };
    expect(inputsOf({ ...request, values: turned, chart, place: "other/x" })).toBe(
      inputsOf(request),
    );
  });

  it("change with everything that Helm is told", () => {
    const others: Partial<ChartRequest>[] = [
      { chart: { ...request.chart, version: "1.0.1" } },
      { chart: { ...request.chart, name: "other" } },
      { releaseName: "other" },
      { namespace: "other" },
      { values: { a: { b: 1, c: [2, 1] }, d: true } },
      { kubernetesVersion: "v1.36.3" },
      { apiVersions: [] },
    ];
    const all = others.map((other) => inputsOf({ ...request, ...other }));
    expect(new Set([inputsOf(request), ...all]).size).toBe(others.length + 1);
  });
});

describe("the file of a record", () => {
  it("is JSON with one object on each line", () => {
    const text = recordText(record);
    expect(JSON.parse(text)).toEqual(record);
    expect(text.split("\n").filter((line) => line.startsWith('{"apiVersion"'))).toHaveLength(2);
    expect(JSON.parse(recordText({ ...record, objects: [] }))).toEqual({ ...record, objects: [] });
  });

  it("is written whole, once, and read again", () => {
    const path = join(directory, "home", "demo.json");
    expect(readRecord(path)).toBeUndefined();
    expect(writeRecord(path, record)).toBe(true);
    expect(writeRecord(path, record)).toBe(false);
    expect(readRecord(path)).toEqual(record);
    expect(readdirSync(join(directory, "home"))).toEqual(["demo.json"]);
  });
});

describe("the records of a fleet", () => {
  function put(place: string, more: Partial<ChartRecord> = {}): void {
    writeRecord(join(directory, `${place}.json`), { ...record, ...more });
  }

  it("are found by their place, or else in another cluster", () => {
    expect(new Records(directory).find(request)).toBeUndefined();
    put("a/demo", { version: "0.9.0", namespace: "elsewhere" });
    expect(new Records(directory).find(request)?.version).toBe("0.9.0");
    put("b/demo", { version: "1.0.0", namespace: "elsewhere" });
    put("c/demo", { version: "0.9.0" });
    put("d/other");
    expect(new Records(directory).find(request)?.namespace).toBe("elsewhere");
    put("home/demo", { version: "0.1.0" });
    expect(new Records(directory).find(request)?.version).toBe("0.1.0");
  });

  it("are found in the reference beside them, which none of them is left over of", () => {
    const own = new Records(join(directory, "records"));
    put("reference/plain/demo", { namespace: "elsewhere" });
    expect(own.find(request)?.namespace).toBe("elsewhere");
    put("records/a/demo");
    expect(new Records(join(directory, "records")).find(request)?.namespace).toBe("space");
    expect(own.leftOver([])).toEqual(["a/demo"]);
    writeFileSync(join(directory, "reference", "plain", "demo.json"), "{");
    const again = new Records(join(directory, "records"));
    again.find(request);
    expect(again.problems.map(({ place }) => place)).toEqual(["imports/reference/plain/demo.json"]);
  });

  it("of another chart are none of it", () => {
    put("home/demo", { chart: "another" });
    put("a/demo", { chart: "another" });
    expect(new Records(directory).find(request)).toBeUndefined();
  });

  it("tell which are left over", () => {
    put("home/demo");
    put("home/gone");
    put("gone/demo");
    expect(new Records(directory).leftOver([request])).toEqual(["gone/demo", "home/gone"]);
  });

  it("name a broken file and what mends it", () => {
    mkdirSync(join(directory, "home"));
    const path = join(directory, "home", "demo.json");
    const texts = [recordText(record).slice(0, 200), "[]", '{"chart": "demo"}', ""];
    for (const text of texts) {
      writeFileSync(path, text);
      const records = new Records(directory);
      expect(records.find(request)).toBeUndefined();
      expect(records.problems).toEqual([
        {
          place: "imports/records/home/demo.json",
          message: expect.stringMatching(
            /^is no .*; delete it and run "npm run charts -- pull demo"$/s,
          ),
        },
      ]);
      records.write("home/demo", record);
      expect(records.problems).toEqual([]);
      expect(records.find(request)).toEqual(record);
      expect(readFileSync(path, "utf8")).toBe(recordText(record));
    }
  });
});
