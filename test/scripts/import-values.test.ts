import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { importCharts } from "../../scripts/import/charts.ts";
import { unpackedCharts } from "../../scripts/import/source.ts";
import { chart, directory, imported, locked, write } from "./demo-chart.ts";

/** The schema of the demo chart's values. */
function values(files: Record<string, string>) {
  chart(files);
  const { properties } = JSON.parse(imported("values/demo.json")) as {
    properties: Record<string, unknown>;
  };
  const { global: _, ...rest } = properties;
  return rest;
}

describe("the import of values", () => {
  it("infers types from defaults", () => {
    const defaults = {
      on: true,
      text: "a",
      count: 1,
      port: 80,
      any: null,
      list: [],
      names: ["a"],
      map: {},
    };
    expect(values({ "values.yaml": dump(defaults) })).toEqual({
      any: {},
      count: { type: "number" },
      list: { type: "array" },
      map: { additionalProperties: true, type: "object" },
      names: { items: { type: "string" }, type: "array" },
      on: { type: "boolean" },
      port: { type: ["number", "string"] },
      text: { type: "string" },
    });
  });

  it("knows keys that stand in comments between others", () => {
    const text = [
      "persistence:",
      "  # storageClassName: fast",
      "  enabled: true",
      "  annotations: {}",
      "  # example: of an annotation",
      "",
      "  # note: this is prose",
      "  # Retained: no",
      "  # claim:",
      "  #   name: a",
      "  text: |",
      "    # inside: text",
    ];
    expect(values({ "values.yaml": `${text.join("\n")}\n` })).toEqual({
      persistence: {
        type: "object",
        properties: {
          annotations: { additionalProperties: true, type: "object" },
          claim: {},
          enabled: { type: "boolean" },
          storageClassName: {},
          text: { type: "string" },
        },
      },
    });
  });

  it("knows keys of a map whose comments begin at the start of their lines", () => {
    const text = [
      "class:",
      "  create: false",
      "#   name: nfs",
      "#   parameters:",
      "#     server: nas",
      "other: 1",
      "# config:",
      "#   inner: 1",
      "# beside: a",
    ].join("\n");
    expect(values({ "values.yaml": text })).toEqual({
      beside: {},
      class: {
        type: "object",
        properties: { create: { type: "boolean" }, name: {}, parameters: {} },
      },
      config: {},
      other: { type: "number" },
    });
  });

  it("joins the chart's schema and its defaults, and closes what both know", () => {
    const schema = {
      $defs: { level: { type: ["string", "null"], enum: ["a", "b", null] } },
      properties: {
        level: { $ref: "#/$defs/level" },
        exact: { type: "object", additionalProperties: false },
      },
      required: ["level"],
      type: "object",
    };
    const files = {
      "values.schema.json": JSON.stringify(schema),
      "values.yaml": "level: a\nmore: 1\n",
    };
    expect(values(files)).toEqual({
      exact: { additionalProperties: false, type: "object" },
      level: { enum: ["a", "b"], type: "string" },
      more: { type: "number" },
    });
  });

  it("takes the values of a subchart from its own directory", () => {
    write("part/Chart.yaml", "name: part\nversion: 1.0.0\n");
    write("part/values.yaml", "size: 1\n");
    const dependencies = {
      dependencies: [{ name: "part", alias: "piece", condition: "piece.enabled" }],
    };
    const { piece } = values({
      "Chart.yaml": dump(dependencies),
      "values.yaml": "piece: { extra: a }\n",
    });
    expect(piece).toMatchObject({
      properties: { enabled: { type: "boolean" }, extra: { type: "string" }, size: {} },
    });
  });

  it("opens what the lock names, and nothing else", () => {
    chart({
      "values.yaml": dump({
        config: { on: true, deep: { size: 1, list: ["a"] }, "dotted.key": { a: 1 } },
        route: { main: { enabled: true } },
        file: false,
        ports: { web: 1 },
        closed: { a: 1 },
      }),
    });
    const reason = "as the program reads it";
    const open = Object.fromEntries(
      ["config", "route", "file", "metrics/influx", "ports/*/expose"].map((path) => [path, reason]),
    );
    const { files } = importCharts(unpackedCharts(directory), [{ ...locked, open }]);
    const { properties } = JSON.parse(files.get("values/demo.json")!) as {
      properties: Record<string, unknown>;
    };
    const scalar = { type: ["boolean", "number", "string"] };
    const deep = { list: { type: "array", items: { type: "string" } }, size: scalar };
    const map = { type: "object", additionalProperties: true };
    expect(properties).toMatchObject({
      closed: { type: "object", properties: { a: { type: "number" } } },
      config: {
        ...map,
        properties: {
          on: scalar,
          deep: { ...map, properties: deep },
          "dotted.key": { ...map, properties: { a: scalar } },
        },
      },
      file: {},
      metrics: { ...map, properties: { influx: {} } },
      ports: { additionalProperties: { properties: { expose: {} } } },
      route: { ...map, properties: { main: { ...map, properties: { enabled: scalar } } } },
    });
    expect(properties["closed"]).not.toHaveProperty("additionalProperties");
    expect(properties["file"]).toEqual({});
  });

  it("takes a schema that stands elsewhere from a subchart, and asks no network", () => {
    const id = "https://a.example/common/values.schema.json";
    const common = { $id: id, type: "object", properties: { size: { $ref: "#/$defs/size" } } };
    const elsewhere = JSON.stringify({ $ref: id });
    const files = { "values.schema.json": elsewhere, "values.yaml": "shown: { a: 1 }\n" };
    expect(values(files)).toEqual({
      shown: { type: "object", additionalProperties: true, properties: { a: { type: "number" } } },
    });
    write("common/Chart.yaml", "name: common\nversion: 1.0.0\n");
    const $defs = { size: { type: "integer" } };
    write("common/values.schema.json", JSON.stringify({ ...common, $defs }));
    const dependencies = dump({ dependencies: [{ name: "common" }] });
    expect(values({ ...files, "Chart.yaml": dependencies })).toMatchObject({
      shown: { type: "object", properties: { a: { type: "number" } } },
      size: { type: "integer" },
    });
    const inside = { properties: { a: { $ref: "https://a.example/x.json" } } };
    expect(values({ "values.schema.json": JSON.stringify(inside) })).toEqual({ a: {} });
  });

  it("writes the same as a type in which everything is optional", () => {
    chart({ "values.yaml": "a: { b: 1 }\nc: []\n" });
    expect(imported("values/demo.ts")).toMatchInlineSnapshot(`
      "// Generated by \`npm run import\`; change that, not this.

      export interface DemoValues {
        readonly a?: {
          readonly b?: number | null;
        } | null;
        readonly c?: readonly unknown[] | null;
        readonly global?: { readonly [key: string]: unknown } | null;
      }
      "
    `);
  });
});
