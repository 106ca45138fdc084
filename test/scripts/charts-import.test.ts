import { existsSync, readFileSync } from "node:fs";
import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { withoutActions } from "../../scripts/import/template.ts";
import { archiveOf, at, command, locked, write, writeLock, type Demo } from "./charts-fixture.ts";

const tea = [
  "{{- if .Values.crds.enabled }}",
  "apiVersion: apiextensions.k8s.io/v1",
  "kind: CustomResourceDefinition",
  "metadata:",
  '  labels: {{- include "demo.labels" . | nindent 4 }}',
  "    own: label",
  "  {{- with .Values.annotations }}",
  "  annotations: {{ toYaml . | nindent 4 }}",
  "  {{- else }}",
  "  annotations: {}",
  "  {{- end }}",
  "  name: teas.a.example",
  "spec:",
  "  group: a.example",
  "  scope: Namespaced",
  "  names: { kind: Tea, plural: teas }",
  "  versions:",
  "    - name: v1",
  "      served: true",
  "      storage: true",
  "      schema:",
  "        openAPIV3Schema:",
  "          type: object",
  "          properties:",
  "            spec:",
  "              type: object",
  "              properties:",
  "                pattern:",
  "                  type: string",
  `                  pattern: '^{{ "{{" }}.*{{ \`}}\` }}$'`,
  "    - name: v1alpha1",
  "      served: {{ .Values.old }}",
  "      storage: false",
  "{{- end }}",
].join("\n");

const cup = tea.replaceAll("Tea", "Cup").replaceAll("teas", "cups");

/** Imports the chart demo from its archive, and nothing else. */
async function imported(demo: Demo) {
  const archive = archiveOf(demo);
  write("store/demo-1.2.3.tgz", archive);
  writeLock([locked("https://a.example", archive)]);
  const { status, stderr } = await command("import", []);
  return { status, stderr, text: (path: string) => readFileSync(at("imports", path), "utf8") };
}

describe("the import from archives", () => {
  it("takes kinds out of templates", async () => {
    const { stderr, text } = await imported({ files: { "templates/crds/tea.yaml": tea } });
    expect(stderr).toBe("");
    const { versions } = JSON.parse(text("crds/a.example/Tea.json")) as {
      versions: Record<string, { served: boolean }>;
    };
    expect(JSON.stringify(versions["v1"])).toContain('"pattern":"^{{.*}}$"');
    expect(versions["v1alpha1"]).toEqual({ served: false, storage: false });
    expect(text("crds/a.example/tea.ts")).toContain("export class Tea extends ApiObject");
    expect(text("charts.json")).toContain(
      locked("", readFileSync(at("store/demo-1.2.3.tgz"))).digest,
    );
    expect(text("charts.json")).toContain('"appVersion": "4.10"');
  });

  it("takes the kinds and values of subcharts that are on by default, packed or not", async () => {
    const dependencies = [
      { name: "on", condition: "on.enabled" },
      { name: "off", condition: "off.enabled" },
      { name: "packed" },
    ];
    const { text } = await imported({
      files: {
        "Chart.yaml": dump({ dependencies }),
        "values.yaml": "off: { enabled: false }\n",
        "charts/on/Chart.yaml": "name: on\nversion: 1.0.0\n",
        "charts/on/values.yaml": "text: a\n",
        "charts/on/crds/tea.yaml": withoutActions(tea),
        "charts/off/Chart.yaml": "name: off\nversion: 1.0.0\n",
        "charts/off/templates/cup.yaml": cup,
      },
    });
    expect(existsSync(at("imports/crds/a.example/Tea.json"))).toBe(true);
    expect(existsSync(at("imports/crds/a.example/Cup.json"))).toBe(false);
    expect(JSON.parse(text("values/demo.json"))).toMatchObject({
      properties: {
        on: { properties: { text: { type: "string" }, enabled: { type: "boolean" } } },
      },
    });
  });

  it("reads a subchart that lies packed in its chart", async () => {
    const inner = archiveOf({ name: "packed", files: { "crds/tea.yaml": withoutActions(tea) } });
    const { create } = await import("tar");
    write(
      "outer/demo/Chart.yaml",
      "name: demo\nversion: 1.2.3\ndependencies: [{ name: packed }]\n",
    );
    write("outer/demo/charts/packed-1.2.3.tgz", inner);
    write("store/.keep", "");
    const file = at("store/demo-1.2.3.tgz");
    create({ sync: true, gzip: true, cwd: at("outer"), file }, ["demo"]);
    writeLock([locked("https://a.example")]);
    expect((await command("import", [])).stderr).toBe("");
    expect(existsSync(at("imports/crds/a.example/Tea.json"))).toBe(true);
  });

  it("keeps the kinds that the operator of a chart creates when it runs", async () => {
    await imported({ files: { "templates/tea.yaml": tea } });
    const before = readFileSync(at("imports/crds/a.example/Tea.json"), "utf8");
    const { stderr, text } = await imported({});
    expect(stderr).toBe(
      "note: demo: holds no CustomResourceDefinition; the 1 imported before stay\n",
    );
    expect(text("crds/a.example/Tea.json")).toBe(before);
    expect(text("charts.json")).toContain('"kind":"Tea"');
  });

  it("names a template that needs its values, and changes nothing", async () => {
    const twice = tea.replace("  scope: Namespaced", "  scope: Namespaced\n  scope: Cluster");
    const { status, stderr } = await imported({ files: { "templates/tea.yaml": twice } });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^demo\/templates\/tea.yaml: holds a CustomResourceDefinition that cannot be read \(duplicated mapping key.*; write it rendered/,
    );
    expect(existsSync(at("imports"))).toBe(false);
  });

  it("names an archive that is missing or not the lock's", async () => {
    writeLock([locked("https://a.example", archiveOf())]);
    const path = at("store/demo-1.2.3.tgz");
    expect((await command("import", [])).stderr).toBe(
      `${path}: is not there; run npm run charts -- pull\nnothing is written\n`,
    );
    write("store/demo-1.2.3.tgz", archiveOf({ files: { "values.yaml": "a: 1" } }));
    expect((await command("import", [])).stderr).toMatch(
      /demo-1.2.3.tgz: has the digest \S+, not \S+ as in charts.lock.yaml; run npm run charts -- pull\n/,
    );
  });

  it("needs no values: a file of comments has none", async () => {
    const { status } = await imported({ files: { "values.yaml": "# nothing\n" } });
    expect(status).toBe(0);
  });
});

describe("a template without its actions", () => {
  it.each([
    ["a{{ .Values.b }}c", "ac"],
    ["{{- /* }} */ -}}a", "a"],
    ['{{ printf "}}" }}a', "a"],
    ["{{ `{{` }}", "{{"],
    ["{{ if .a }}b{{ else if .c }}d{{ else }}e{{ end }}f", "bf"],
    ['{{ define "x" }}{{ if .a }}b{{ end }}{{ end }}c', "c"],
    ["{{ range .a }}{{ with .b }}c{{ end }}{{ end }}d", "cd"],
  ])("reads %s as %s", (template, text) => {
    expect(withoutActions(template)).toBe(text);
  });
});
