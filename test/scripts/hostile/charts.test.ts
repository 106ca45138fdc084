import { existsSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { dump } from "js-yaml";
import { beforeEach, describe, expect, it } from "vitest";
import { checkArchive } from "../../../scripts/archive/archive.ts";
import { readOf } from "../../../scripts/archive/refused.ts";
import { importChart } from "../../../scripts/import/charts.ts";
import { archivedChart } from "../../../scripts/import/source.ts";
import { obtain } from "../../../scripts/charts/pull.ts";
import { archiveOf, at, charts, locked, writeLock } from "../charts-fixture.ts";
import { files, indexOf, serve } from "../charts-server.ts";
import { type Entry, tarOf } from "./tar.ts";

const chart = { name: "demo", version: "1.2.3" };
const head = { name: "demo/Chart.yaml", content: "name: demo\nversion: 1.2.3\n" };
const packed = (...entries: readonly Entry[]): Buffer => gzipSync(tarOf([head, ...entries]));

/** Why an archive is refused at the door. */
function refusalOf(archive: Buffer): string {
  try {
    checkArchive(archive, chart);
    return "taken";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("an archive", () => {
  const bad = (found: string): string => `is no whole gzip archive of a chart: ${found}`;
  const large = (bytes: number): Buffer => Buffer.alloc(bytes);
  // Each is small enough, and all together are not.
  const inner = gzipSync(
    tarOf([0, 1, 2, 3, 4].map((i) => ({ name: `n/${i}`, content: large(5 * 2 ** 20) }))),
  );

  it.each([
    ["above itself", packed({ name: "demo/../../x" }), bad("it names a file outside of itself")],
    ["from the root", packed({ name: "/x/y" }), bad("it names a file outside of itself")],
    [
      "with an escape",
      packed({ name: "demo/\u001b[2J" }),
      bad("it names a file outside of itself"),
    ],
    [
      "that is large",
      packed({ name: "demo/x", content: large(5 * 2 ** 20 + 1) }),
      bad("a file in it has more than 5 MiB"),
    ],
    ["packed twice", gzipSync(packed()), bad("it is packed twice")],
    ["that is a bomb", gzipSync(large(101 * 2 ** 20)), bad("it unpacks to more than 100 MiB")],
    [
      "in archives that are one together",
      packed(...[0, 1, 2, 3].map((i) => ({ name: `demo/charts/n${i}.tgz`, content: inner }))),
      bad("it unpacks to more than 100 MiB"),
    ],
    [
      "among too many",
      packed(...Array.from({ length: 20_000 }, (_, i) => ({ name: `demo/${i}` }))),
      bad("it holds more than 20,000 files"),
    ],
  ])("with a file %s", (_, archive, message) => {
    expect(refusalOf(archive)).toBe(message);
  });

  it.each([
    ["[]", 'holds the chart "", not "demo"'],
    ["name: [a]\nversion: 1.2.3", "holds a Chart.yaml whose name is no line of text"],
    ['name: demo\nversion: "1.2.3\\e[2J"', "holds a Chart.yaml whose version is no line of text"],
    [
      `name: demo\nversion: 1.2.3\nappVersion: "a\\nb"`,
      "holds a Chart.yaml whose appVersion is no line of text",
    ],
    [
      "[".repeat(20_000),
      "holds a Chart.yaml that cannot be read: nesting exceeded maxDepth (100) (1:100)",
    ],
    ["__proto__: {}", 'holds a Chart.yaml that cannot be read: has the key "__proto__"'],
  ])("with the Chart.yaml %j", (content, message) => {
    expect(refusalOf(gzipSync(tarOf([{ ...head, content }])))).toBe(message);
  });
});

/** Why an archive that is whole is not imported. */
function importOf(...entries: readonly Entry[]): string {
  try {
    const entry = { ...chart, repository: "https://a.example" };
    const source = readOf(chart, () => archivedChart("demo", packed(...entries)));
    return [...importChart(source, entry).files.values()].join("");
  } catch (error) {
    return (error as Error).message;
  }
}

const spec = {
  group: "a.example",
  scope: "Namespaced",
  names: { kind: "Tea", plural: "teas" },
  versions: [{ name: "v1", served: true, storage: true, schema: {} }],
};
const definitionWith = (change: object): string =>
  dump({ kind: "CustomResourceDefinition", spec: { ...spec, ...change } });

describe("a CustomResourceDefinition", () => {
  const code = 'v1", ...pwned(), x: "';

  it.each([
    [{ group: "../../../x" }, 'the group "../../../x", no DNS subdomain with a dot'],
    [{ group: "apps" }, 'the group "apps", no DNS subdomain with a dot'],
    [{ scope: "Both" }, 'the scope "Both", neither Namespaced nor Cluster'],
    [
      { names: { kind: "../Tea", plural: "teas" } },
      'the kind "../Tea", no DNS label in whatever case',
    ],
    [
      { names: { kind: "__proto__", plural: "teas" } },
      'the kind "__proto__", no DNS label in whatever case',
    ],
    [{ names: { kind: "Tea", plural: "te as" } }, 'the plural "te as", no DNS label'],
    [
      { versions: [{ name: code, served: true, storage: true }] },
      `a version named ${JSON.stringify(code)}, no DNS label`,
    ],
  ])("with %j is refused by the API's own rules", (change, fault) => {
    expect(importOf({ name: "demo/crds/x.yaml", content: definitionWith(change) })).toBe(
      `demo/crds/x.yaml: holds a CustomResourceDefinition that has ${fault}; leave the chart out\nnothing is written`,
    );
  });

  it("with a schema that is none is refused", () => {
    const openAPIV3Schema = { type: "object", properties: { spec: { type: "x; pwned()" } } };
    const versions = [{ ...spec.versions[0], schema: { openAPIV3Schema } }];
    expect(importOf({ name: "demo/crds/x.yaml", content: definitionWith({ versions }) })).toBe(
      'demo 1.2.3: has a schema with type "x; pwned()"; ask who publishes the chart, or leave it out\nnothing is written',
    );
  });

  it.each([
    ["Foo-Bar", "class FooBar extends", 'kind: "Foo-Bar"'],
    ["Construct", "class ConstructKind extends", 'kind: "Construct"'],
    ["constructor", "class Constructor extends", 'kind: "constructor"'],
  ])("of a kind %s becomes a class of TypeScript", (kind, declared, said) => {
    const content = definitionWith({ names: { kind, plural: "teas" } });
    const text = importOf({ name: "demo/crds/x.yaml", content });
    expect(text).toContain(declared);
    expect(text).toContain(said);
  });

  it("of a chart that a template names when it is rendered is left to that", () => {
    const content = definitionWith({ group: "a.example" }).replace(
      "a.example",
      "{{ .Values.group }}",
    );
    expect(importOf({ name: "demo/templates/x.yaml", content })).not.toContain("refused");
  });
});

describe("values", () => {
  const aliases = ["a0: &a0 [x]"].concat(
    Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`),
  );

  it.each([
    ["values.yaml", "[1]", "holds a values.yaml that cannot be read: is no map"],
    [
      "values.yaml",
      aliases.join("\n"),
      "holds a values.yaml that cannot be read: stands for more than 2 million values",
    ],
    [
      "values.yaml",
      "a: &a [*a]",
      "holds a values.yaml that cannot be read: is nested more than 100 levels deep",
    ],
    [
      "values.schema.json",
      `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`,
      "holds a values.schema.json that cannot be read: is nested more than 100 levels deep",
    ],
    [
      "values.schema.json",
      JSON.stringify({
        $ref: "#/d/0",
        d: Array.from({ length: 40 }, (_, i) => {
          const $ref = `#/d/${i + 1}`;
          return { allOf: [{ $ref }, { $ref }] };
        }).reduce((all, one, i) => ({ ...all, [i]: one }), {}),
      }),
      "stands for more than 200000 schemas",
    ],
    [
      "Chart.yaml",
      "name: demo\nversion: 1.2.3\ndependencies: [{ name: ../../x }]",
      "holds a Chart.yaml with a dependency whose name, alias or condition is none",
    ],
  ])("in %s that are a trap are refused", (file, content, message) => {
    expect(importOf({ name: `demo/${file}`, content })).toBe(
      `demo 1.2.3: ${message}; ask who publishes the chart, or leave it out\nnothing is written`,
    );
  });

  it("named as what every object has are values like others", () => {
    const content = "constructor: { toString: 1 }\nvalueOf: x\n";
    const text = importOf(
      { name: "demo/values.yaml", content },
      {
        name: "demo/values.schema.json",
        content: JSON.stringify({
          type: "object",
          properties: { hasOwnProperty: { type: "string" } },
        }),
      },
    );
    expect(text).toContain("readonly constructor?: {\n    readonly toString?: number | null;");
    expect(text).toContain("readonly hasOwnProperty?: string | null;");
  });
});

describe("a repository", () => {
  let good: Buffer;
  beforeEach(() => {
    good = archiveOf({ name: "good" });
  });
  const entry = { version: "1.2.3", urls: ["demo.tgz"] };

  it.each([
    ["entries: 5", 'has no chart "demo"; check the name and the repository\'s URL'],
    ["entries:\n  demo: {}", 'has no chart "demo"; check the name and the repository\'s URL'],
    ["null", 'has no chart "demo"; check the name and the repository\'s URL'],
    [
      "entries:\n  demo:\n  - null\n  - {version: []}\n  - {version: 1.2.3, urls: x}",
      "has no version 1.2.3 of demo; it lists none, correct the version",
    ],
    [
      `entries:\n  demo:\n  - ${JSON.stringify({ ...entry, urls: ["http://[x"] })}`,
      'names "http://[x" as the address of demo, which is none; tell its owner',
    ],
  ])("with the index %j is told, and the others are fetched", async (index, message) => {
    const [bad, fine] = await Promise.all([
      serve(files({ "/index.yaml": index })),
      serve(
        files({
          "/index.yaml": indexOf({ good: [{ ...entry, urls: ["good.tgz"] }] }),
          "/good.tgz": good,
        }),
      ),
    ]);
    writeLock([locked(bad), locked(fine, good, { name: "good" })]);
    const { status, stdout, stderr } = await charts(["pull"]);
    expect(stderr).toBe(
      `demo 1.2.3: ${bad}/ ${message}\n1 chart of 2 in ${at("store")}, 1 of them new\n`,
    );
    expect(stdout).toContain("good 1.2.3: ");
    expect(status).toBe(1);
    expect(existsSync(at("imports/values/good.ts"))).toBe(true);
  });

  it("with an index that no reader gets through is told, and the others are compared", async () => {
    const [bad, fine] = await Promise.all([
      serve(files({ "/index.yaml": `entries: ${"[".repeat(20_000)}` })),
      serve(files({ "/index.yaml": indexOf({ good: [{ ...entry, version: "1.3.0" }] }) })),
    ]);
    writeLock([locked(bad), locked(fine, good, { name: "good" })]);
    expect(await charts(["outdated"])).toEqual({
      status: 1,
      stdout: "chart  locked  newest  change\ngood   1.2.3   1.3.0   minor\n",
      stderr: `demo 1.2.3: ${bad}/index.yaml is no YAML; check the repository's URL\n1 chart not compared\n`,
    });
  });

  it("whose chart cannot be imported does not keep the others from it", async () => {
    const demo = packed({ name: "demo/crds/x.yaml", content: definitionWith({ group: "../x" }) });
    const index = indexOf({ demo: [entry], good: [{ ...entry, urls: ["good.tgz"] }] });
    const url = await serve(files({ "/index.yaml": index, "/demo.tgz": demo, "/good.tgz": good }));
    writeLock([locked(url, demo), locked(url, good, { name: "good" })]);
    const { status, stderr } = await charts(["pull"]);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: [
        'demo/crds/x.yaml: holds a CustomResourceDefinition that has the group "../x", no DNS subdomain with a dot; leave the chart out',
        `2 charts of 2 in ${at("store")}, 2 of them new`,
        "",
      ].join("\n"),
    });
    expect(existsSync(at("imports/values/good.ts"))).toBe(true);
  });

  it("that others on the way can change is not believed without a digest in the lock", async () => {
    const download = async () => ({ archive: good, isOpen: true });
    const options = {
      store: at("store"),
      repositoryOf: () => ({ download, versions: async () => [] }),
      onProgress: () => {},
    };
    await expect(
      obtain(locked("http://a.example", undefined, { name: "good" }), options),
    ).rejects.toThrow(
      "comes over a connection that others can change, and charts.lock.yaml has no digest of it; use https://, or write the digest that its publisher states",
    );
    const known = await obtain(locked("http://a.example", good, { name: "good" }), options);
    expect(known.isNew).toBe(true);
  });

  it("moves no cursor and forges no line", async () => {
    const version = "1.3.0";
    const index = indexOf({ demo: [{ version, urls: ["http://\u001b[2J\u202e\nall is well"] }] });
    const url = await serve(files({ "/index.yaml": index }));
    writeLock([{ ...locked(url), version }]);
    const { stderr } = await charts(["pull"]);
    expect(stderr).toBe(
      `demo 1.3.0: ${url}/ names "http://\\u001b[2J\\u202e\\nall is well" as the address of demo, which is none; tell its owner\n0 charts of 1 in ${at("store")}, 0 of them new\n`,
    );
  });
});
