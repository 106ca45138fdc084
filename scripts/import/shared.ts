import { coerce, compare } from "semver";
import type { ImportedChart, ImportedDefinition } from "../../lib/kubernetes/chart.ts";
import { Refusal } from "../tell/refusal.ts";
import { kindFiles } from "./known.ts";
import type { Files } from "./output.ts";

/** Which chart's definition of a kind stands in imports/, by `group/Kind`. */
export type Owners = ReadonlyMap<string, ImportedChart>;

/**
 * Several charts may bring one kind, of which all but one are switched off by values. Here stands the definition of
 * the newest application, or of the first name.
 */
export function ownersOf(entries: readonly ImportedChart[]): Owners {
  const owners = new Map<string, ImportedChart>();
  for (const entry of entries.toSorted(newestFirst)) {
    for (const definition of entry.crds) {
      const key = keyOf(definition);
      const owner = owners.get(key);
      if (!owner) owners.set(key, entry);
      else requireAlike(definition, entry, owner);
    }
  }
  return owners;
}

/** The generated files of a chart without those of kinds that are another chart's. */
export function ownFiles(
  { entry, files }: { readonly entry: ImportedChart; readonly files: Files },
  owners: Owners,
): Files {
  const others = entry.crds.filter(
    (definition) => owners.get(keyOf(definition))?.name !== entry.name,
  );
  const left = new Map(files);
  for (const { group, kind } of others)
    for (const path of kindFiles(group, kind)) left.delete(path);
  return left;
}

function keyOf({ group, kind }: Pick<ImportedDefinition, "group" | "kind">): string {
  return `${group}/${kind}`;
}

function newestFirst(one: ImportedChart, other: ImportedChart): number {
  const [a, b] = [one, other].map(({ appVersion }) => coerce(appVersion));
  const byVersion = a && b ? compare(b, a) : 0;
  return byVersion || (one.name < other.name ? -1 : 1);
}

/** Definitions of one kind may differ in their versions; what differs in these is another kind by the same name. */
function requireAlike(
  { group, kind, scope, plural }: ImportedDefinition,
  entry: ImportedChart,
  owner: ImportedChart,
): void {
  const twin = owner.crds.find((one) => one.group === group && one.kind === kind)!;
  if (twin.scope === scope && twin.plural === plural) return;
  const [mine, theirs] = [
    `${scope} ${plural} in chart ${entry.name}`,
    `${twin.scope} ${twin.plural} in chart ${owner.name}`,
  ];
  const message = `kind "${kind}" is ${mine}, but ${theirs}; drop one of the charts from charts.lock.yaml`;
  throw new Refusal([{ place: group, message }], "nothing is written");
}
