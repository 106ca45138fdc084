import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism } from "node:os";
import { delimiter, join } from "node:path";
import type { Command, Measurement } from "./measure.ts";
import { BenchError, measure, run } from "./measure.ts";
import { schemaLocation, writeSchemas } from "./schemas.ts";
import type { Temporary } from "./temporary.ts";
import { holdsObject } from "./files.ts";

/** What people use for the same result: Helm prints the objects, kubeconform checks them. */
export interface Rival {
  readonly helm: string;
  readonly kubeconform: string;
  /** Directory with the schemas. */
  readonly schemas: string;
}

/** Looks for both tools in the directory of BENCH_TOOLS and on PATH; the names of those that are missing if not there. */
export function findRival(temporary: Temporary, minor: string): Rival | readonly string[] {
  const [helm, kubeconform] = [findProgram("helm"), findProgram("kubeconform")];
  if (!helm || !kubeconform)
    return [...(helm ? [] : ["helm"]), ...(kubeconform ? [] : ["kubeconform"])];
  const rival = { helm, kubeconform, schemas: temporary.path("schemas") };
  writeSchemas(rival.schemas, minor);
  proveStrictness(rival, temporary);
  return rival;
}

/** In a directory of BENCH_TOOLS or on PATH. */
export function findProgram(name: string): string | undefined {
  const { BENCH_TOOLS = "", PATH = "" } = process.env;
  const directories = [BENCH_TOOLS, ...PATH.split(delimiter)].filter((directory) => directory);
  return directories.map((directory) => join(directory, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A validator that takes anything would be fast. */
function proveStrictness(rival: Rival, temporary: Temporary): void {
  const directory = temporary.directory("broken");
  const broken = "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  port: 80\n";
  writeFileSync(join(directory, "broken.yaml"), broken);
  const { status, output } = run(validation(rival, directory));
  if (status === 0 || !output.includes("Invalid: 1"))
    throw new BenchError(
      `bench: kubeconform takes an unknown field; correct its schemas\n${output}`,
    );
}

/**
 * A chart that prints the tree: one template for each cluster, which takes Helm less than one for each object, with
 * the domain out of the values.
 */
export function writeChart(tree: string, chart: string): void {
  mkdirSync(join(chart, "templates"), { recursive: true });
  writeFileSync(join(chart, "Chart.yaml"), "apiVersion: v2\nname: fleet\nversion: 1.0.0\n");
  writeFileSync(join(chart, "values.yaml"), "domain: example.com\n");
  for (const cluster of readdirSync(tree)) {
    const paths = readdirSync(join(tree, cluster), { recursive: true, encoding: "utf8" });
    const templates = paths
      .filter(holdsObject)
      .map((path) => templateOf(readFileSync(join(tree, cluster, path), "utf8")));
    writeFileSync(join(chart, "templates", `${cluster}.yaml`), templates.join("---\n"));
  }
}

function templateOf(yaml: string): string {
  return yaml.replaceAll("{{", '{{ "{{" }}').replaceAll("example.com", "{{ .Values.domain }}");
}

export function measureHelm({ helm }: Rival, chart: string, output: string): Measurement {
  return measure({ program: helm, args: ["template", "fleet", chart, "--output-dir", output] });
}

/** Fails unless every object was found and valid. */
export function measureKubeconform(rival: Rival, output: string, objects: number): Measurement {
  const measurement = measure(validation(rival, output));
  if (!measurement.output.includes(`Valid: ${objects}, Invalid: 0, Errors: 0, Skipped: 0`))
    throw new BenchError(
      `bench: kubeconform did not find ${objects} objects; ${measurement.output}`,
    );
  return measurement;
}

function validation({ kubeconform, schemas }: Rival, directory: string): Command {
  const workers = String(availableParallelism());
  const location = schemaLocation(schemas);
  const args = ["-strict", "-summary", "-n", workers, "-schema-location", location, directory];
  return { program: kubeconform, args, keepsOutput: true };
}
