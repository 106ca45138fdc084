import { protectData } from "./protect.ts";
import { knownOf } from "../kubernetes/known.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { groupOf } from "../kubernetes/manifest.ts";
import type { FolderFile } from "./pin.ts";
import { manifestToYaml } from "./yaml.ts";

/** One file per object, named `<Kind>-<name>.yaml`, with namespace and then group where two would clash. */
export function folderFiles(manifests: readonly Manifest[]): FolderFile[] {
  const shapes = [shortName, withNamespace, withGroup];
  let names = manifests.map(shortName);
  for (const shape of shapes.slice(1)) {
    const counts = new Map<string, number>();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    if (counts.size === names.length) break;
    names = names.map((name, i) => (counts.get(name)! > 1 ? shape(manifests[i]!) : name));
  }
  return manifests.map((manifest, i) => ({
    name: `${names[i]}.yaml`,
    ...(knownOf(manifest) ?? { content: fileOf(manifest) }),
  }));
}

/** What stands in the file of an object. */
export function fileOf(manifest: Manifest): string {
  return manifestToYaml(protectData(manifest));
}

export function shortName({ kind, metadata }: Manifest): string {
  // Half a character, which a rule tells, has no place in a path.
  return `${kind}-${encodeURIComponent(metadata.name.toWellFormed())}`;
}

/** Namespaces hold no dot, so the last part is the namespace. */
function withNamespace(manifest: Manifest): string {
  return `${shortName(manifest)}.${manifest.metadata.namespace ?? ""}`;
}

function withGroup(manifest: Manifest): string {
  return `${withNamespace(manifest)}.${groupOf(manifest.apiVersion)}`;
}
