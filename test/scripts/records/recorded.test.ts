import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { knownOf } from "../../../lib/kubernetes/known.ts";
import { Records } from "../../../lib/helm/record/records.ts";
import type { ChartRequest } from "../../../lib/helm/request.ts";
import { findRecorded } from "../../../scripts/records/recorded.ts";
import { recordIssues } from "../../../scripts/records/stale.ts";
import { tinyChart } from "../../lib/support/tiny.ts";

let directory: string;
const path = process.env["PATH"];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "recorded-"));
  for (const part of ["bin", "store"]) mkdirSync(join(directory, part));
  process.env["PATH"] = join(directory, "bin");
});

afterEach(() => {
  process.env["PATH"] = path;
  rmSync(directory, { recursive: true });
});

/** Prints a Service named after the release, and notes that it was called. */
function installHelm(
  template = `echo "{apiVersion: v1, kind: Service, metadata: {name: $2}, spec: {ports: [{port: 80}]}}"`,
): void {
  const file = join(directory, "bin", "helm");
  const head = `#!/bin/sh\nPATH=${path}\n[ "$1" = version ] && { echo v4.3.1; exit; }\necho "$2" >> ${directory}/calls\ncat > /dev/null\n`;
  writeFileSync(file, `${head}${template}\n`);
  chmodSync(file, 0o755);
}

function calls(): number {
  const file = join(directory, "calls");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").length : 0;
}

function archive(name: string): void {
  writeFileSync(join(directory, "store", `${name}-1.0.0.tgz`), gzipSync(""));
}

function request(
  name: string,
  values: ChartRequest["values"] = {},
  place = `home/${name}`,
): ChartRequest {
  return {
    place,
    chart: tinyChart(name),
    releaseName: name,
    namespace: "space",
    values,
    kubernetesVersion: "v1.36.2",
    minor: "1.36",
    apiVersions: [],
    changes: {},
  };
}

function find(...requests: readonly ChartRequest[]) {
  return findAs(false, requests);
}

async function findAs(isDry: boolean, requests: readonly ChartRequest[]) {
  const [store, cache, records] = ["store", "cache", "records"].map((part) =>
    join(directory, part),
  );
  const found = await findRecorded(requests, {
    store: store!,
    cache: cache!,
    records: records!,
    parallel: 2,
    isDry,
  });
  const objects = [...found.found].map(([place, chart]) => [place, chart.objects]);
  const deleted = [...found.found].filter(([, { hasDeleteHook }]) => hasDeleteHook);
  const borrowed = [...found.found].filter(([, { isBorrowed }]) => isBorrowed);
  return {
    ...found,
    found: Object.fromEntries(objects) as Record<string, readonly Manifest[]>,
    withDeleteHook: deleted.map(([place]) => place),
    borrowed: borrowed.map(([place]) => place),
  };
}

const service = (name: string) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "space" },
  spec: { ports: [{ port: 80 }] },
});

describe("what charts make that Argo CD renders", () => {
  it("is recorded once for the same values, then asked of nobody", async () => {
    installHelm();
    archive("a");
    archive("b");
    const first = await find(request("a"), request("b"));
    expect(first).toMatchObject({
      found: { "home/a": [service("a")], "home/b": [service("b")] },
      problems: [],
      stale: [],
    });
    expect(calls()).toBe(2);
    rmSync(join(directory, "bin", "helm"));
    rmSync(join(directory, "store"), { recursive: true });
    expect(await find(request("a"), request("b"))).toEqual(first);
    expect(first.found["home/a"]!.every((object) => knownOf(object))).toBe(true);
  });

  it("is recorded by its name alone where it carries what looks like a secret", async () => {
    const value = `ghp_${"aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0hL3".padEnd(36, "x")}`;
    installHelm(
      `echo '{apiVersion: a.example/v1, kind: Thing, metadata: {name: a, annotations: {x: "${value}"}}, spec: {token: "${value}"}}'`,
    );
    archive("a");
    const { problems } = await find(request("a"));
    expect(JSON.stringify(problems)).toContain("looks like");
    const text = readFileSync(join(directory, "records/home/a.json"), "utf8");
    expect(text).not.toContain(value);
    expect(text).toContain('"kind":"Thing","metadata":{"name":"a","namespace":"space"}}');
  });

  it("is rendered again for other values, of these placements alone", async () => {
    installHelm();
    for (const name of ["a", "b"]) archive(name);
    await find(request("a"), request("b"));
    const before = readFileSync(join(directory, "records/home/a.json"), "utf8");
    expect(await find(request("a", { x: 1 }), request("b"))).toMatchObject({ stale: [] });
    expect(calls()).toBe(3);
    expect(readFileSync(join(directory, "records/home/a.json"), "utf8")).not.toBe(before);
  });

  it("is rendered, and recorded nowhere, where files shall stay as they are", async () => {
    installHelm();
    archive("a");
    const found = await findAs(true, [request("a")]);
    expect(found).toMatchObject({ found: { "home/a": [service("a")] }, stale: [] });
    expect(existsSync(join(directory, "records"))).toBe(false);
  });

  it("is that of the last record where Helm is not at hand, and one line says so", async () => {
    installHelm();
    archive("a");
    await find(request("a"));
    rmSync(join(directory, "bin", "helm"));
    const found = await find(request("a", { x: 1 }), request("a", {}, "other/a"), request("b"));
    expect(found.found).toEqual({ "home/a": [service("a")], "other/a": [service("a")] });
    expect(found.borrowed).toEqual(["other/a"]);
    expect(found.problems).toEqual([
      {
        place: "home/b",
        message:
          'nobody knows what chart b 1.0.0 makes, as it was never rendered; run "npm run charts -- pull b" where Helm is on the PATH',
      },
    ]);
    expect(found.stale).toEqual([
      'imports/records: 3 charts (home/a, other/a, home/b) with records of other values or versions, and 1 have none: order and checks go by the last ones; run "npm run charts -- pull a b" where Helm is on the PATH, and commit',
    ]);
  });

  it("is that of the last record where an archive is not at hand", async () => {
    installHelm();
    archive("a");
    await find(request("a"));
    rmSync(join(directory, "store/a-1.0.0.tgz"));
    const found = await find(request("a", { x: 1 }));
    expect(found).toMatchObject({ found: { "home/a": [service("a")] }, problems: [] });
    expect(found.stale).toHaveLength(1);
  });

  it("leaves the record as it was where Helm does not render the chart, which is a problem", async () => {
    installHelm();
    archive("a");
    await find(request("a"));
    const before = readFileSync(join(directory, "records/home/a.json"), "utf8");
    installHelm('echo "Error: no" >&2; exit 1');
    const found = await find(request("a", { x: 1 }));
    expect(found.problems).toEqual([
      { place: "home/a", message: expect.stringContaining("Helm does not render chart a 1.0.0") },
    ]);
    expect(found.stale).toEqual([]);
    expect(readFileSync(join(directory, "records/home/a.json"), "utf8")).toBe(before);
  });

  it("carries what is wrong with an object that its record no longer shows", async () => {
    const container = "{name: main, image: 'a.example/a:latest', args: ['--password=hunter2-x']}";
    installHelm(
      `echo "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {hostNet: true, containers: [${container}]}}"`,
    );
    archive("a");
    const { problems } = await find(request("a"));
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Pod "a" spec\.hostNet is not a field/),
      expect.stringMatching(/^Pod "a" spec\.containers\[0\]\.args\[0\] looks like a credential/),
      expect.stringMatching(/^Pod "a" spec\.containers\[0\]\.image is "a\.example\/a:latest"/),
    ]);
    rmSync(join(directory, "bin", "helm"));
    expect((await find(request("a"))).problems).toEqual(problems);
    expect(readFileSync(join(directory, "records/home/a.json"), "utf8")).not.toContain("hunter2");
  });

  it("decides hooks as a synth does, and takes a chart's own Secrets without a word", async () => {
    installHelm(`cat <<END
{apiVersion: batch/v1, kind: Job, metadata: {name: a, annotations: {helm.sh/hook: pre-delete}}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: 'a:1'}]}}}}
---
{apiVersion: v1, kind: Secret, metadata: {name: a}, data: {a: aHVudGVyMg==}}
END`);
    archive("a");
    const { found, withDeleteHook, problems } = await find(request("a"));
    expect(problems).toEqual([]);
    expect(found["home/a"]).toMatchObject([{ kind: "Secret", data: { a: "" } }]);
    expect(withDeleteHook).toEqual(["home/a"]);
    // The record has them as they are: who changes how hooks are decided renews none.
    expect(new Records(join(directory, "records")).own(request("a"))?.objects).toMatchObject([
      { kind: "Secret" },
      { kind: "Job", metadata: { annotations: { "helm.sh/hook": "pre-delete" } } },
    ]);
  });
});

describe("charts -- check", () => {
  it("names each record that is stale, missing, broken or left over", async () => {
    installHelm();
    for (const name of ["a", "b", "c"]) archive(name);
    const requests = [request("a"), request("b"), request("c")];
    await find(...requests);
    const records = (): Records => new Records(join(directory, "records"));
    expect(recordIssues(requests, records())).toEqual([]);
    writeFileSync(join(directory, "records/home/c.json"), "{");
    const moved = { ...request("b"), chart: { ...tinyChart("b"), version: "2.0.0" } };
    const now = [request("a", { x: 1 }), moved, request("c"), request("d")];
    await find(request("a", {}, "home/gone"));
    expect(recordIssues(now, records())).toEqual([
      expect.stringMatching(/^imports\/records\/home\/c\.json: is no JSON/),
      'imports/records/home/a.json: is of other values, of another Kubernetes or of other kinds; run "npm run charts -- pull a" and commit',
      'imports/records/home/b.json: is of chart b 1.0.0, not 2.0.0; run "npm run charts -- pull b" and commit',
      'imports/records/home/d.json: is missing; run "npm run charts -- pull d" and commit',
      "imports/records/home/gone.json: no placement has such a chart; delete it",
    ]);
  });
});
