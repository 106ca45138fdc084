import type { Item } from "./item.ts";

export interface ClaimSpec {
  readonly accessModes?: readonly string[];
  readonly storageClassName?: string;
  readonly volumeName?: string;
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
  const spec = (manifest["spec"] ?? {}) as ClaimSpec & {
    readonly volumeClaimTemplates?: readonly Template[];
  };
  if (manifest.kind === "PersistentVolumeClaim") yield ["", spec];
  // Kinds of operators have the field of a StatefulSet too.
  const { volumeClaimTemplates: templates } = spec;
  for (const [i, template] of (Array.isArray(templates) ? templates : []).entries())
    yield [`spec.volumeClaimTemplates[${i}]`, (template as Template).spec ?? {}];
  for (const [i, { ephemeral }] of (pods?.spec.volumes ?? []).entries()) {
    const template: Template | undefined = ephemeral?.volumeClaimTemplate;
    if (template?.spec)
      yield [`${pods!.field}.volumes[${i}].ephemeral.volumeClaimTemplate`, template.spec];
  }
}

/** Whether one of them is bound by the cluster's default class. */
export function claimsDefault(item: Item): boolean {
  for (const [, { storageClassName }] of volumeClaimsOf(item))
    if (storageClassName === undefined) return true;
  return false;
}
