import type { Manifest } from "../../kubernetes/manifest.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { AccessMode } from "../../model/run-time.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Item } from "../../order/item.ts";
import { accessModesOf } from "../../order/storage.ts";
import type { Problem } from "../../problem.ts";
import { listed, problemAt, specOf } from "../support/rule.ts";

interface Claim {
  readonly accessModes?: readonly string[];
  readonly storageClassName?: string;
}

/** A claim asks for what its class can give: another one stays Pending, and its pods with it. */
export function* accessModes({ cluster, index }: ClusterPlan): Iterable<Problem> {
  for (const item of index.items) {
    for (const [what, { accessModes: wanted = [], storageClassName }] of claimsOf(item)) {
      if (storageClassName === "") continue;
      const given = accessModesOf(storageClassName, cluster, index);
      const missing = wanted.filter((mode) => given && !given.includes(mode as AccessMode));
      if (missing.length === 0) continue;
      const name = storageClassName ? `class ${storageClassName}` : "the default class";
      yield problemAt(
        cluster,
        item.component.name,
        `${what} asks for ${listed(missing)}, which volumes of ${name} cannot do; ask for ${listed(given!, "or")}, or name another class`,
      );
    }
  }
}

function* claimsOf({ manifest, pods }: Item): Iterable<[what: string, claim: Claim]> {
  const title = titleOf(manifest);
  if (manifest.kind === "PersistentVolumeClaim") yield [title, specOf<Claim>(manifest)];
  for (const [i, claim] of templatesOf(manifest).entries())
    yield [`${title} spec.volumeClaimTemplates[${i}]`, claim];
  for (const [i, { ephemeral }] of (pods?.spec.volumes ?? []).entries()) {
    const claim = ephemeral?.volumeClaimTemplate?.spec;
    if (claim) yield [`${title} ${pods!.field}.volumes[${i}].ephemeral`, claim];
  }
}

function templatesOf(manifest: Manifest): Claim[] {
  if (manifest.kind !== "StatefulSet") return [];
  const { volumeClaimTemplates = [] } = specOf<{
    volumeClaimTemplates: readonly { readonly spec?: Claim }[];
  }>(manifest);
  return volumeClaimTemplates.map(({ spec = {} }) => spec);
}
