import type { LabelSelector } from "../../kubernetes/labels.ts";
import { selects } from "../../kubernetes/labels.ts";
import type { AffinityTerm, ScheduledPodSpec } from "../support/placing.ts";
import type { Load } from "./demand.ts";

/** Whose pods share no node with those of a load, for either of the two asks for that. */
export type Conflicts = ReadonlyMap<Load, ReadonlySet<Load>>;

export function conflictsOf(loads: readonly Load[]): Conflicts {
  const found = new Map<Load, Set<Load>>();
  const keep = (one: Load, other: Load): void => {
    const known = found.get(one);
    if (known) known.add(other);
    else found.set(one, new Set([other]));
  };
  for (const load of loads) {
    const terms = termsOf(load);
    for (const other of terms.length > 0 ? loads : [])
      if (other !== load && terms.some((term) => isMeant(term, load, other))) {
        keep(load, other);
        keep(other, load);
      }
  }
  return found;
}

function termsOf({ item }: Load): readonly AffinityTerm[] {
  const { affinity } = (item?.pods?.spec ?? {}) as Partial<ScheduledPodSpec>;
  const terms = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.filter(({ topologyKey }) => topologyKey === "kubernetes.io/hostname");
}

function isMeant(term: AffinityTerm, { item: own }: Load, { item: other }: Load): boolean {
  if (!other?.pods || !term.labelSelector) return false;
  return isIn(term, namespaceOf(own), namespaceOf(other)) && selectsPods(term, other.pods.labels);
}

function namespaceOf(item: Load["item"]): string {
  return item?.manifest.metadata.namespace ?? "";
}

function selectsPods({ labelSelector }: AffinityTerm, labels: Readonly<Record<string, string>>) {
  return selects(labelSelector as LabelSelector, labels);
}

/** Whether a term looks at a namespace; at one that only its labels tell it does not, as far as anybody knows. */
function isIn(
  { namespaces = [], namespaceSelector }: AffinityTerm,
  own: string,
  namespace: string,
): boolean {
  if (namespaceSelector && Object.keys(namespaceSelector).length === 0) return true;
  return namespaces.length > 0 || namespaceSelector
    ? namespaces.includes(namespace)
    : namespace === own;
}
