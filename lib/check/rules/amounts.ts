import { perObject } from "../../kubernetes/each.ts";
import { readQuantity } from "../../kubernetes/quantity.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { PodTemplate } from "../../order/references/pod.ts";
import { podTemplateOf } from "../../order/references/pod.ts";
import type { Problem } from "../../problem.ts";
import { problemAt } from "../support/rule.ts";
import { containersOf } from "../support/workloads.ts";
import { volumeClaimsOf } from "../../order/volume-claims.ts";

/** Bytes come whole: `512m` of memory is half a byte, and 512 MiB were meant (kubernetes#79950). */
export function* amounts({ cluster, index }: ClusterPlan): Iterable<Problem> {
  for (const { manifest, component, memory } of index.items)
    for (const issue of issuesOf(manifest, memory))
      yield problemAt(cluster, component.name, `${titleOf(manifest)} ${issue}`);
}

const issuesOf = perObject((manifest): readonly string[] => {
  const pods = podTemplateOf(manifest);
  const found = [...(pods ? ofPods(pods) : []), ...ofClaims(manifest)];
  return found.flatMap(([field, amount]) => {
    const bytes = readQuantity(amount);
    if (bytes === undefined || Number.isInteger(bytes)) return [];
    return `${field} is ${amount}, a fraction of a byte; ${todoFor(String(amount), bytes)}`;
  });
});

function todoFor(amount: string, bytes: number): string {
  const [, number] = /^(\d+)m$/.exec(amount) ?? [];
  return `write ${number === undefined ? Math.ceil(bytes) : `${number}Mi`}`;
}

type Amount = readonly [field: string, amount: string | number | undefined];

const counted = ["memory", "ephemeral-storage"];

function* ofPods(pods: PodTemplate): Iterable<Amount> {
  const { spec, field } = pods;
  for (const [path, { resources = {} }] of containersOf(pods))
    for (const side of ["requests", "limits"] as const)
      for (const name of counted)
        yield [`${path}.resources.${side}.${name}`, resources[side]?.[name]];
  for (const [i, volume] of (spec.volumes ?? []).entries()) {
    const { emptyDir } = volume as { emptyDir?: { sizeLimit?: string } };
    yield [`${field}.volumes[${i}].emptyDir.sizeLimit`, emptyDir?.sizeLimit];
  }
}

function* ofClaims(manifest: Manifest): Iterable<Amount> {
  for (const [path, { resources }] of volumeClaimsOf({ manifest }))
    yield [
      `${path && `${path}.`}spec.resources.requests.storage`,
      resources?.requests?.["storage"],
    ];
}
