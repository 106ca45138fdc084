import { loadAll } from "js-yaml";
import { Refusal } from "../tell/refusal.ts";
import { defaultsOf, type ChartSource, type Dependency, type JsonSchema } from "./source.ts";
import { isSchema } from "./structural.ts";
import { withoutActions } from "./template.ts";

export interface CustomResourceDefinition {
  readonly kind: string;
  readonly spec: {
    readonly group: string;
    readonly scope: "Namespaced" | "Cluster";
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly DefinedVersion[];
  };
}

export interface DefinedVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema?: { readonly openAPIV3Schema?: JsonSchema };
}

/** Beside crds/ and templates/ stand files that a template prints whole. What only shows or tests something does not. */
const mayDefine = /^(?!(?:charts|ci|docs|examples?|tests?)\/).*\.ya?ml$/;

/** Chart -> subcharts whose kinds are not taken from it. */
const leftOut: Readonly<Record<string, readonly string[]>> = {
  // The chart prometheus-operator-crds brings the same ones.
  "kube-prometheus-stack": ["crds"],
  // For BGP, which no component sets up.
  metallb: ["frr-k8s"],
};

/** The definitions in a chart and in the subcharts inside it. */
export function definitionsOf(chart: ChartSource): CustomResourceDefinition[] {
  const own = [...chart.files]
    .filter(([path]) => mayDefine.test(path))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([path, text]) => inFile(chart.name, path, text));
  const inside = chart.dependencies
    .filter(({ name }) => chart.files.has(`charts/${name}/Chart.yaml`))
    .filter(({ name }) => !leftOut[chart.name]?.includes(name))
    .filter((dependency) => isOn(chart, dependency));
  return [...own, ...inside.flatMap(({ name }) => definitionsOf(chart.subchart(name)!))];
}

function inFile(chart: string, path: string, text: string): CustomResourceDefinition[] {
  // The quick look spares the YAML parser most templates.
  if (!/^kind: ["']?CustomResourceDefinition/m.test(text)) return [];
  const isTemplate = !path.startsWith("crds/");
  try {
    const documents = loadAll(isTemplate ? withoutActions(text) : text);
    return documents.filter(isDefinition);
  } catch (error) {
    const reason = (error as Error).message.split("\n")[0];
    const message = `holds a CustomResourceDefinition that cannot be read (${reason}); write it rendered in DIR/${chart}/crds/ of an unpacked chart and import that with --from DIR`;
    throw new Refusal([{ place: `${chart}/${path}`, message }], "nothing is written");
  }
}

function isDefinition(document: unknown): document is CustomResourceDefinition {
  return isSchema(document) && document["kind"] === "CustomResourceDefinition";
}

/** As the chart's own defaults have it: the first path of the condition that leads to a boolean decides. */
function isOn(chart: ChartSource, { condition = "" }: Dependency): boolean {
  const values = defaultsOf(chart);
  const found = condition
    .split(",")
    .map((path) => at(values, path.trim().split(".")))
    .find((value) => typeof value === "boolean");
  return found ?? true;
}

function at(values: unknown, path: readonly string[]): unknown {
  return path.reduce((value, key) => (isSchema(value) ? value[key] : undefined), values);
}
