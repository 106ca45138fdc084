import { ownOf } from "../../lib/outside/maps.ts";
import { faultOf, type CustomResourceDefinition } from "../../lib/kubernetes/definition.ts";
import { BadText, readAllYaml } from "../../lib/outside/text.ts";
import { Refusal } from "../tell/refusal.ts";
import { defaultsOf, type ChartSource, type Dependency, type JsonSchema } from "./source.ts";
import { isSchema } from "./structural.ts";
import { withoutActions } from "./template.ts";

/** Beside crds/ and templates/ stand files that a template prints whole. What only shows or tests something does not. */
const mayDefine = /^(?!(?:charts|ci|docs|examples?|tests?)\/).*\.ya?ml$/;

/** Chart -> what its kinds are not taken from: subcharts, and files by how their paths begin. */
const leftOut: Readonly<Record<string, readonly string[]>> = {
  // Its values choose one of two channels, and beside them the kinds of Envoy Gateway.
  "gateway-crds-helm": ["templates/experimental", "templates/generated/"],
  // The chart prometheus-operator-crds brings the same ones.
  "kube-prometheus-stack": ["crds"],
  // For BGP, which no component sets up.
  metallb: ["frr-k8s"],
};

/** The definitions in a chart and in the subcharts inside it. */
export function definitionsOf(chart: ChartSource): CustomResourceDefinition[] {
  const isLeftOut = (path: string): boolean =>
    ownOf(leftOut, chart.name)?.some((one) => path.startsWith(one)) ?? false;
  const own = [...chart.files]
    .filter(([path]) => mayDefine.test(path) && !isLeftOut(path))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([path, text]) => inFile(chart.name, path, text));
  const inside = chart.dependencies
    .filter(({ name }) => chart.files.has(`charts/${name}/Chart.yaml`))
    .filter(({ name }) => !ownOf(leftOut, chart.name)?.includes(name))
    .filter((dependency) => isOn(chart, dependency));
  return [...own, ...inside.flatMap(({ name }) => definitionsOf(chart.subchart(name)!))];
}

function inFile(chart: string, path: string, text: string): CustomResourceDefinition[] {
  // The quick look spares the YAML parser most templates.
  if (!/^kind: ["']?CustomResourceDefinition/m.test(text)) return [];
  const isTemplate = !path.startsWith("crds/");
  const refuse = (message: string): never => {
    throw new Refusal([{ place: `${chart}/${path}`, message }], "nothing is written");
  };
  try {
    const documents = readAllYaml(isTemplate ? withoutActions(text) : text).filter(isDefinition);
    const sound = documents.filter((one) => !isTemplate || !isComputed(one));
    const [fault] = sound.flatMap((one) => faultOf(one) ?? []);
    return fault === undefined
      ? (sound as readonly unknown[] as CustomResourceDefinition[])
      : refuse(`holds a CustomResourceDefinition that ${fault}; leave the chart out`);
  } catch (error) {
    if (!(error instanceof BadText)) throw error;
    return refuse(
      `holds a CustomResourceDefinition that cannot be read (${error.message}); write it rendered in DIR/${chart}/crds/ of an unpacked chart and import that with --from DIR`,
    );
  }
}

function isDefinition(document: unknown): document is JsonSchema {
  return isSchema(document) && document["kind"] === "CustomResourceDefinition";
}

/** Whether a template makes one of its names: what it is called is only known when it is rendered. */
function isComputed(definition: JsonSchema): boolean {
  return [["group"], ["names", "kind"], ["names", "plural"]].some(
    (keys) => at(definition, ["spec", ...keys]) === null,
  );
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
  return path.reduce((value, key) => (isSchema(value) ? ownOf(value, key) : undefined), values);
}
