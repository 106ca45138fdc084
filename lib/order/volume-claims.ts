import { perObject } from "../kubernetes/each.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import type { Item } from "./item.ts";
import { podTemplateOf } from "./references/pod.ts";

export interface ClaimSpec {
  readonly accessModes?: readonly string[];
  readonly storageClassName?: string;
  readonly volumeName?: string;
  readonly resources?: { readonly requests?: Readonly<Record<string, string | number>> };
}

interface Template {
  readonly spec?: ClaimSpec;
}

type Claim = readonly [path: string, spec: ClaimSpec];

/** The volume claims that come of an object, each with its path there; its own has none. */
export function volumeClaimsOf({ manifest, memory }: Looked): readonly Claim[] {
  return claimsOf(manifest, memory);
}

type Looked = Pick<Item, "manifest"> & Partial<Pick<Item, "memory">>;

const none: readonly Claim[] = [];

const claimsOf = perObject((manifest): readonly Claim[] => {
  const found = [...findClaims(manifest)];
  return found.length > 0 ? found : none;
});

function* findClaims(manifest: Manifest): Iterable<Claim> {
  const pods = podTemplateOf(manifest);
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
  return volumeClaimsOf(item).some(([, { storageClassName }]) => storageClassName === undefined);
}
