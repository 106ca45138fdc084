import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { dump } from "js-yaml";
import { beforeEach, describe, expect, it } from "vitest";
import { lint } from "../../scripts/charts/lint.ts";
import { updateText } from "../../scripts/charts/report.ts";
import { update } from "../../scripts/charts/update.ts";
import { importCharts } from "../../scripts/import/charts.ts";
import { splitCharts } from "../../scripts/charts/directories.ts";
import { readLock } from "../../scripts/import/lock.ts";
import { writeFiles } from "../../scripts/import/output.ts";
import { storedCharts } from "../../scripts/import/source.ts";
import {
  archiveOf,
  at,
  charts,
  locked,
  repositories,
  write,
  writeLock,
  type Demo,
} from "./charts-fixture.ts";
import { files, indexOf, serve } from "./charts-server.ts";

interface Kind {
  readonly kind: string;
  /** Name to the fields of its spec. The first is stored. */
  readonly versions: Readonly<Record<string, readonly string[]>>;
}

function definition({ kind, versions }: Kind): string {
  const field = (name: string) => [name, { type: "string" }];
  return dump({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    spec: {
      group: "a.example",
      scope: "Namespaced",
      names: { kind, plural: `${kind.toLowerCase()}s` },
      versions: Object.entries(versions).map(([name, fields], index) => ({
        name,
        served: true,
        storage: index === 0,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: { type: "object", properties: Object.fromEntries(fields.map(field)) },
            },
          },
        },
      })),
    },
  });
}

const old: Demo = {
  files: {
    "values.yaml": dump({
      image: { tag: "a", pullPolicy: "Always" },
      replicas: 1,
      kept: { "a.b": 1 },
      legacy: { deep: { size: 1 } },
    }),
    "crds/tea.yaml": definition({ kind: "Tea", versions: { v1beta1: ["size", "sort"] } }),
    "crds/cup.yaml": definition({ kind: "Cup", versions: { v1: ["size"] } }),
  },
};

const fresh: Demo = {
  version: "2.0.0",
  files: {
    "values.yaml": dump({
      image: { tag: "b", pullPolicy: "Always", pullSecrets: [] },
      replicas: "one",
      kept: { "a.b": 1 },
    }),
    "crds/tea.yaml": definition({
      kind: "Tea",
      versions: { v1: ["size"], v1beta1: ["size"] },
    }),
    "crds/pot.yaml": definition({ kind: "Pot", versions: { v1: ["size"] } }),
  },
};

let url = "";
let before: Buffer;
let after: Buffer;

/** A repository with both versions, and imports/ as they are with the old one. */
beforeEach(async () => {
  before = archiveOf(old);
  after = archiveOf(fresh);
  const entries = [
    { version: "2.0.0", urls: ["demo-2.0.0.tgz"] },
    { version: "2.1.0-rc.1", urls: [] },
    { version: "1.2.3", urls: ["demo-1.2.3.tgz"] },
  ];
  url = await serve(
    files({
      "/index.yaml": indexOf({ demo: entries }),
      "/demo-1.2.3.tgz": before,
      "/demo-2.0.0.tgz": after,
    }),
  );
  writeLock([locked(url, before), { ...locked("oci://a.example"), name: "other" }]);
  write("store/demo-1.2.3.tgz", before);
  write("store/other-1.2.3.tgz", archiveOf({ name: "other", files: { "values.yaml": "a: 1" } }));
  importAll();
});

function lockFile() {
  return splitCharts(readLock(at("charts.lock.yaml"))).archived;
}

/** `npm run import`. */
function importAll(): void {
  const { files: generated } = importCharts(storedCharts(at("store")), lockFile());
  writeFiles(at("imports"), generated, ["charts.json", "crds", "values"]);
}

function imports(): string {
  return readFileSync(at("imports/charts.json"), "utf8");
}

function updated(version?: string) {
  return update(lockFile()[0]!, version, {
    store: at("store"),
    lock: at("charts.lock.yaml"),
    imports: at("imports"),
    repositoryOf: repositories(),
    onProgress: () => undefined,
  });
}

describe("charts update", () => {
  it("says what the newest stable version does to values and kinds", async () => {
    const used = [
      { place: "a/demo", chart: "demo", values: { image: { tag: "x" }, legacy: { deep: {} } } },
      { place: "b/demo", chart: "demo", values: { replicas: 3 } },
      { place: "b/other", chart: "other", values: { replicas: 3 } },
    ];
    const digest = locked("", after).digest;
    expect(updateText("demo", (await updated())!, used)).toBe(
      [
        "demo 1.2.3 -> 2.0.0, app 4.10",
        digest,
        "5 changes of values",
        "  gone     legacy; set by a/demo",
        "  type     replicas: number -> string; set by b/demo",
        '  default  image.tag: "a" -> "b"; set by a/demo',
        '  default  replicas: 1 -> "one"; set by b/demo',
        "  new      image.pullSecrets: []",
        "5 changes of kinds",
        "  gone     a.example/Cup; its objects go with it",
        "  new      a.example/Pot",
        "  stored   a.example/Tea: v1beta1 -> v1",
        "  field    a.example/Tea: v1beta1 spec.sort is gone",
        "  version  a.example/Tea: v1 is new",
        "charts.lock.yaml and imports/ are written; next: npm run synth",
      ].join("\n"),
    );
  });

  it("writes the lock, the archive and the chart's part of imports/, as a whole import would", async () => {
    const lock = readFileSync(at("charts.lock.yaml"), "utf8");
    await updated("2.0.0");
    const { digest } = locked("", after);
    const expected = lock
      .replace("version: 1.2.3", "version: 2.0.0")
      .replace(/digest: .*/, `digest: ${digest}\n  appVersion: "4.10"`);
    expect(readFileSync(at("charts.lock.yaml"), "utf8")).toBe(expected);
    expect(existsSync(at("imports/crds/a.example/Cup.json"))).toBe(false);
    cpSync(at("imports"), at("one"), { recursive: true });
    importAll();
    for (const file of ["charts.json", "values/index.ts", "values/demo.json", "values/demo.ts"])
      expect(readFileSync(at("one", file), "utf8")).toBe(readFileSync(at("imports", file), "utf8"));
  });

  it("goes on where it was killed, and then has nothing to do", async () => {
    const catalogue = imports();
    await updated();
    write("imports/charts.json", catalogue);
    expect(await updated()).toMatchObject({ from: "1.2.3", to: { version: "2.0.0" } });
    expect(imports()).not.toBe(catalogue);
    expect(await updated()).toBeUndefined();
  });

  it("goes back to an older version too", async () => {
    await updated();
    const back = await updated("1.2.3");
    expect(back).toMatchObject({ from: "2.0.0", to: { version: "1.2.3" } });
    expect(back!.kinds).toContain("new      a.example/Cup");
  });

  it("lists all but the defaults when the old archive cannot be had", async () => {
    rmSync(at("store/demo-1.2.3.tgz"));
    const index = indexOf({ demo: [{ version: "2.0.0", urls: ["demo.tgz"] }] });
    const gone = await serve(files({ "/index.yaml": index, "/demo.tgz": after }));
    for (const file of ["charts.lock.yaml", "imports/charts.json"])
      write(file, readFileSync(at(file), "utf8").replaceAll(url, gone));
    const { values, notes } = (await updated())!;
    expect(values).toContainEqual({ what: "gone", path: "legacy", detail: "" });
    expect(values.map(({ what }) => what)).not.toContain("default");
    expect(notes).toEqual([
      `demo 1.2.3 is not at hand (${gone}/ has no version 1.2.3 of demo): changed defaults are not listed`,
    ]);
  });

  it("changes nothing when the version is not there or a kind does not go with another chart's", async () => {
    const lock = readFileSync(at("charts.lock.yaml"), "utf8");
    await expect(updated("7.0.0")).rejects.toThrow(
      `${url}/ has no version 7.0.0 of demo; the first it lists is 2.0.0, correct the version`,
    );
    const pot = { group: "a.example", kind: "Pot", plural: "pots", scope: "Cluster" };
    const entry = JSON.stringify({ ...pot, versions: ["v1"], bytes: 1 });
    const catalogue = imports().replace(/("other": \{[^[]*)"crds": \[\]/, `$1"crds": [${entry}]`);
    write("imports/charts.json", catalogue);
    await expect(updated()).rejects.toThrow(/kind "Pot" is .* pots in chart /);
    expect(imports()).toBe(catalogue);
    expect(readFileSync(at("charts.lock.yaml"), "utf8")).toBe(lock);
  });

  it("prints all that, or why not", async () => {
    const missing = await charts(["update", "demo", "--to", "7.0.0"]);
    expect(missing).toMatchObject({ status: 1, stdout: "" });
    expect(missing.stderr).toContain("of demo; the first it lists is 2.0.0, correct the version\n");
    expect(missing.stderr).toContain("charts.lock.yaml is unchanged\n");
    const moved = await charts(["update", "demo"]);
    expect(moved).toMatchObject({ status: 0, stderr: "" });
    expect(moved.stdout).toContain("\n  stored   a.example/Tea: v1beta1 -> v1\n");
  });

  it("asks for one chart that it knows", async () => {
    expect((await charts(["update"])).stderr).toMatch(/^name one chart to update\n\nnpm run/);
    const unknown = await charts(["update", "nope"]);
    expect(unknown.stderr).toContain(
      `nope: is not in ${at("charts.lock.yaml")}; it has demo, other`,
    );
  });
});

describe("charts lint", () => {
  it("leaves alone what another cluster sets otherwise, and what the component gives a reason for", () => {
    const one = archiveOf({
      name: "one",
      files: { "values.yaml": "size: 1\nmap: {}\nmode: safe\nother: 1\n" },
    });
    write("store/one-1.2.3.tgz", one);
    const use = (cluster: string, values: object) => ({
      place: `${cluster}/one`,
      component: "one",
      chart: "one",
      values: { ...values },
      stated: { mode: "it must not be another", other: "it was 1" },
    });
    const { findings } = lint(
      [
        use("a", { size: 1, map: {}, mode: "safe", other: 1 }),
        use("b", { size: 2, map: { a: 1 }, mode: "safe" }),
      ],
      [locked(url, one, { name: "one" })],
      at("store"),
      at(),
    );
    expect(findings).toEqual([
      "b/one: stated names value other of chart one 1.2.3, which is not set to its default; drop the entry",
    ]);
  });

  it("names values that are as by default, subcharts' values too, and charts that it cannot judge", () => {
    const parent = archiveOf({
      name: "parent",
      files: {
        "Chart.yaml": dump({ dependencies: [{ name: "part", alias: "piece" }] }),
        "values.yaml": "a: 1\nmap: {}\nlist: [1]\npiece: { above: 2 }\n",
        "charts/part/Chart.yaml": "name: part\nversion: 1.0.0\n",
        "charts/part/values.yaml": "above: 1\nbelow: 1\n",
      },
    });
    write("store/parent-1.2.3.tgz", parent);
    const list = [
      locked(url, parent, { name: "parent" }),
      locked(url, undefined, { name: "away" }),
    ];
    const values = { a: 1, map: {}, list: [1, 2], piece: { above: 1, below: 1 }, more: 1 };
    const { findings, unknown } = lint(
      [{ place: "a/parent", component: "parent", chart: "parent", values, stated: {} }],
      list,
      at("store"),
      at(),
    );
    expect(findings).toEqual([
      "a/parent: value a of chart parent 1.2.3 is 1, as it is by default; drop it, or give the reason in stated",
      "a/parent: value map of chart parent 1.2.3 is {}, as it is by default; drop it, or give the reason in stated",
      "a/parent: value piece.below of chart parent 1.2.3 is 1, as it is by default; drop it, or give the reason in stated",
    ]);
    expect(unknown).toEqual([
      `away: ${at("store")}/away-1.2.3.tgz is not there; run npm run charts -- pull`,
    ]);
  });

  it("fails when it could not look at a chart", async () => {
    writeLock([locked(url, undefined, { name: "away" })]);
    expect(await charts(["lint"])).toEqual({
      status: 1,
      stdout: "0 values as by default\n",
      stderr: `note: away: ${at("store")}/away-1.2.3.tgz is not there; run npm run charts -- pull\n1 chart not compared\n`,
    });
  });

  it("looks at the fleet and ends well, whatever it finds", async () => {
    const { status, stdout, stderr } = await charts(["lint"]);
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: "0 values as by default\n",
      stderr: "",
    });
  });
});
