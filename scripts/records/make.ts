import { missingIn } from "../../lib/check/rules/missing-values.ts";
import { poisonIn } from "../../lib/check/rules/poison.ts";
import { imagesIn } from "../../lib/check/rules/images.ts";
import { checkSchemas } from "../../lib/check/rules/schemas.ts";
import { secretsIn } from "../../lib/check/rules/secrets.ts";
import { settlingIn } from "../../lib/check/rules/settling.ts";
import { inNamespace } from "../../lib/build/render.ts";
import type { Rendered } from "../../lib/build/rendered.ts";
import type { Printed } from "../../lib/helm/print.ts";
import type { ChartRecord } from "../../lib/helm/record/record.ts";
import { inputsOf } from "../../lib/helm/record/inputs.ts";
import { podsOf, reduce, reduceAll } from "../../lib/helm/record/reduce.ts";
import type { ChartRequest } from "../../lib/helm/request.ts";
import { scopeOfKind } from "../../lib/kubernetes/kinds.ts";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import { titleOf } from "../../lib/kubernetes/manifest.ts";
import type { Cluster } from "../../lib/model/cluster.ts";
import { podTemplateOf } from "../../lib/order/references/pod.ts";
import { place } from "../../lib/helm/place.ts";

/** The record of a chart that Helm printed. */
export function makeRecord(
  printed: Printed,
  request: ChartRequest,
  effective: readonly string[],
): ChartRecord {
  const { chart, releaseName, namespace, minor } = request;
  const scopes = scopeOfKind(minor);
  const objects = printed.objects.map((one) => withoutSecrets(inNamespace(one, namespace, scopes)));
  return {
    chart: chart.name,
    version: chart.version,
    release: releaseName,
    namespace,
    inputs: inputsOf(request),
    issues: issuesOf(printed, request),
    effective,
    pods: podsOf(objects),
    objects: reduceAll(objects),
  };
}

/** Records are committed: of an object that carries what looks like a secret, its name alone. */
function withoutSecrets(manifest: Manifest): Manifest {
  const { apiVersion, kind, metadata } = manifest;
  // Of a Secret, no value is recorded anyway.
  if (kind === "Secret" || secretsIn(manifest).length === 0) return manifest;
  const { name, namespace } = metadata;
  return { apiVersion, kind, metadata: { name, ...(namespace && { namespace }) } };
}

const otherwise = "have synth render the chart, name the object in drop and make it otherwise";

/** What would be said of the objects if they stood in dist/: their record no longer shows it. */
function issuesOf(printed: Printed, request: ChartRequest): string[] {
  const placed = place(printed, { ...request, changes: {} }, otherwise);
  const unsound = placed.objects.filter(({ known }) => !known).map(({ manifest }) => manifest);
  const found = unsound.flatMap((manifest) => issuesIn(manifest, request));
  return [...placed.issues, ...(printed.nulls ?? []), ...found];
}

function issuesIn(manifest: Manifest, request: ChartRequest): string[] {
  const pods = podTemplateOf(manifest);
  // The value of a chart's own Secret does not reach dist/.
  const secrets = manifest.kind === "Secret" ? [] : secretsIn(manifest);
  const told = [
    ...poisonIn(manifest),
    ...unseenFights(manifest),
    ...secrets,
    ...missingIn(manifest),
  ];
  const found = [...told, ...(pods ? imagesIn(pods) : [])];
  const titled = found.map((message) => `${titleOf(manifest)} ${message}`);
  return [...schemaIssues(manifest, request), ...titled];
}

/** What the record still shows is told by the rule, which knows what is ignored. */
function unseenFights(manifest: Manifest): string[] {
  const shown = settlingIn(reduce(manifest));
  return settlingIn(manifest).filter((message) => !shown.includes(message));
}

function schemaIssues(
  manifest: Manifest,
  { kubernetesVersion, namespace }: ChartRequest,
): string[] {
  // The rule looks at no more of a cluster and its components.
  const cluster = { kubernetes: { version: kubernetesVersion } } as Cluster;
  const component = { manifests: [manifest], namespace } as unknown as Rendered;
  return checkSchemas(cluster, [component]).problems.map(({ message }) => message);
}
