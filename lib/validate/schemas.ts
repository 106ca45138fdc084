import { minorOf } from "../cluster.ts";
import type { Manifest } from "../manifest.ts";
import { groupOf, titleOf } from "../manifest.ts";
import type { ClusterPlan } from "../plan.ts";
import type { Problem } from "../problem.ts";
import { check } from "../schema/check.ts";
import {
  coreDefinitions,
  coreKinds,
  coreSchema,
  customResource,
  kubernetesMinors,
  valuesSchema,
} from "../schema/catalogue.ts";
import type { Issue } from "../schema/schema.ts";
import { didYouMean } from "./declarations.ts";
import { problemAt } from "./rule.ts";

/** Every object against the schema of its kind, every value against its chart's; unknown fields are problems. */
export function* schemas({ cluster, components, index }: ClusterPlan): Iterable<Problem> {
  const minor = minorOf(cluster.kubernetes.version);
  if (!kubernetesMinors().includes(minor)) return;
  for (const { name, manifests, release } of components) {
    for (const manifest of manifests) {
      const isProvided = index.definitions.has(`${groupOf(manifest.apiVersion)}/${manifest.kind}`);
      for (const message of manifestIssues(manifest, minor, isProvided)) {
        yield problemAt(cluster, name, `${titleOf(manifest)} ${message}`);
      }
    }
    if (!release) continue;
    const { chart, values } = release;
    const schema = valuesSchema(chart.name);
    if (!schema) {
      yield problemAt(
        cluster,
        name,
        `chart ${chart.name} has no imported values; run npm run import`,
      );
      continue;
    }
    for (const issue of check(schema.schema, schema.definitions, values)) {
      yield problemAt(
        cluster,
        name,
        `value ${sentence(issue)} (chart ${chart.name} ${chart.version})`,
      );
    }
  }
}

function* manifestIssues(manifest: Manifest, minor: string, isProvided: boolean): Iterable<string> {
  const { apiVersion, kind } = manifest;
  const core = coreSchema(minor, apiVersion, kind);
  if (core) {
    yield* check(core.schema, core.definitions, manifest).map(sentence);
    return;
  }
  const custom = customResource(groupOf(apiVersion), kind);
  if (!custom) {
    const todo =
      didYouMean(`${apiVersion}/${kind}`, coreKinds(minor)) ??
      "correct it or import its CustomResourceDefinition";
    yield `is of apiVersion ${apiVersion}, which knows no such kind; ${todo}`;
    return;
  }
  const version = custom.versions[apiVersion.split("/")[1] ?? ""];
  if (!version?.served || !version.schema) {
    const served = Object.keys(custom.versions).filter((name) => custom.versions[name]!.served);
    yield `is of apiVersion ${apiVersion}, which is not served; use ${groupOf(apiVersion)}/${served.join(" or ")}`;
    return;
  }
  if (!isProvided) {
    yield `is of apiVersion ${apiVersion}, whose CustomResourceDefinition nothing in this cluster brings; add the component that does`;
  }
  yield* check(version.schema, coreDefinitions(minor), manifest).map(sentence);
}

function sentence({ path, message }: Issue): string {
  return path === "" ? message : `${path} ${message}`;
}
