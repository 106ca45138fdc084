import type { Manifest } from "../../kubernetes/manifest.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { PodTemplate } from "../../order/references/pod.ts";
import type { Problem } from "../../problem.ts";
import { readQuantity } from "../support/amounts.ts";
import { problemAt, specOf } from "../support/rule.ts";

/** Bytes come whole: `512m` of memory is half a byte, and 512 MiB were meant (kubernetes#79950). */
export function* amounts({ cluster, index }: ClusterPlan): Iterable<Problem> {
  for (const { manifest, component, pods } of index.items) {
    const found = [...(pods ? ofPods(pods) : []), ...ofClaims(manifest)];
    for (const [field, amount] of found) {
      const bytes = readQuantity(amount);
      if (bytes === undefined || Number.isInteger(bytes)) continue;
      yield problemAt(
        cluster,
        component.name,
        `${titleOf(manifest)} ${field} is ${amount}, a fraction of a byte; ${todoFor(String(amount), bytes)}`,
      );
    }
  }
}

function todoFor(amount: string, bytes: number): string {
  const [, number] = /^(\d+)m$/.exec(amount) ?? [];
  return `write ${number === undefined ? Math.ceil(bytes) : `${number}Mi`}`;
}

type Amount = readonly [field: string, amount: string | number | undefined];

const counted = ["memory", "ephemeral-storage"];

function* ofPods({ spec, field }: PodTemplate): Iterable<Amount> {
  for (const part of ["initContainers", "containers"] as const)
    for (const [i, { resources = {} }] of (spec[part] ?? []).entries())
      for (const side of ["requests", "limits"] as const)
        for (const name of counted)
          yield [`${field}.${part}[${i}].resources.${side}.${name}`, resources[side]?.[name]];
  for (const [i, volume] of (spec.volumes ?? []).entries()) {
    const { emptyDir } = volume as { emptyDir?: { sizeLimit?: string } };
    yield [`${field}.volumes[${i}].emptyDir.sizeLimit`, emptyDir?.sizeLimit];
  }
}

interface ClaimSpec {
  readonly resources?: { readonly requests?: Readonly<Record<string, string | number>> };
}

function* ofClaims(manifest: Manifest): Iterable<Amount> {
  const storage = "resources.requests.storage";
  if (manifest.kind === "PersistentVolumeClaim")
    yield [`spec.${storage}`, specOf<ClaimSpec>(manifest).resources?.requests?.["storage"]];
  if (manifest.kind !== "StatefulSet") return;
  const { volumeClaimTemplates = [] } = specOf<{
    volumeClaimTemplates: readonly { readonly spec?: ClaimSpec }[];
  }>(manifest);
  for (const [i, { spec }] of volumeClaimTemplates.entries())
    yield [
      `spec.volumeClaimTemplates[${i}].spec.${storage}`,
      spec?.resources?.requests?.["storage"],
    ];
}
