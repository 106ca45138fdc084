import type { Item } from "../../order/item.ts";
import { specOf } from "./rule.ts";

export interface ClaimSpec {
  readonly accessModes?: readonly string[];
  readonly storageClassName?: string;
  readonly resources?: { readonly requests?: Readonly<Record<string, string | number>> };
}

interface Template {
  readonly spec?: ClaimSpec;
}

/** The volume claims that come of an object, each with its path there; its own has none. */
export function* volumeClaimsOf({
  manifest,
  pods,
}: Item): Iterable<readonly [path: string, spec: ClaimSpec]> {
  if (manifest.kind === "PersistentVolumeClaim") yield ["", specOf<ClaimSpec>(manifest)];
  if (manifest.kind === "StatefulSet") {
    const { volumeClaimTemplates = [] } = specOf<{ volumeClaimTemplates: readonly Template[] }>(
      manifest,
    );
    for (const [i, { spec = {} }] of volumeClaimTemplates.entries())
      yield [`spec.volumeClaimTemplates[${i}]`, spec];
  }
  for (const [i, { ephemeral }] of (pods?.spec.volumes ?? []).entries()) {
    const template: Template | undefined = ephemeral?.volumeClaimTemplate;
    if (template?.spec)
      yield [`${pods!.field}.volumes[${i}].ephemeral.volumeClaimTemplate`, template.spec];
  }
}
