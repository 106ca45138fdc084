import type { Cluster } from "../model/cluster.ts";
import type { BundledPart } from "../model/distribution.ts";
import { bundledParts } from "../model/distribution.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { identity } from "../kubernetes/manifest.ts";
import type { AccessMode, VolumeBindingMode } from "../model/run-time.ts";
import type { Index } from "./item.ts";

/** When volumes of a class are bound; undefined for a class that nobody knows. Without a name, of the default class. */
export function bindingModeOf(
  storageClass: string | undefined,
  cluster: Cluster,
  index: Index,
): VolumeBindingMode | undefined {
  const name = storageClass ?? defaultClassOf(index);
  const bundled = bundledClass(name, cluster);
  if (bundled) return bundled.binding;
  if (name === undefined) return undefined;
  const maker = index.makers.get(identity("storage.k8s.io", "StorageClass", "", name));
  if (!maker) return undefined;
  if (maker.manifest.kind !== "StorageClass") return maker.component.runTime.storageClasses?.[name];
  return (maker.manifest["volumeBindingMode"] as VolumeBindingMode | undefined) ?? "Immediate";
}

/** The class that binds claims of this one, or of none; undefined where nobody knows of a default class. */
export function classThatBinds(
  storageClass: string | undefined,
  cluster: Cluster,
  index: Index,
): string | undefined {
  const name = storageClass ?? defaultClassOf(index);
  return bundledClass(name, cluster)?.name ?? name;
}

/** How volumes of a class can be mounted; undefined for a class of which nobody says so. */
export function accessModesOf(
  storageClass: string | undefined,
  cluster: Cluster,
  index: Index,
): readonly AccessMode[] | undefined {
  const name = storageClass ?? defaultClassOf(index);
  if (bundledClass(name, cluster)) return onOneNode;
  const maker = index.makers.get(identity("storage.k8s.io", "StorageClass", "", name ?? ""));
  return maker?.component.placement?.definition.accessModes;
}

/** Whether one node at a time holds a volume of the class, whatever its claim says: some drivers mount it anywhere. */
export function isAttached(storageClass: string | undefined, index: Index): boolean {
  const find = (kind: string, name: string): Manifest | undefined => {
    const maker = index.makers.get(identity("storage.k8s.io", kind, "", name))?.manifest;
    return maker?.kind === kind ? maker : undefined;
  };
  const found = find("StorageClass", storageClass ?? defaultClassOf(index) ?? "");
  const driver = found && find("CSIDriver", String(found["provisioner"]));
  const { attachRequired = true } = (driver?.["spec"] ?? {}) as { attachRequired?: boolean };
  return attachRequired;
}

/** Distributions bring classes that keep volumes in a folder of a node. */
const onOneNode: readonly AccessMode[] = ["ReadWriteOnce", "ReadWriteOncePod"];

/** A class that the distribution brings; it is the default one where it is there. */
function bundledClass(name: string | undefined, cluster: Cluster): BundledPart["storageClass"] {
  for (const { storageClass } of bundledParts(cluster).values())
    if (storageClass && (name === undefined || storageClass.name === name)) return storageClass;
  return undefined;
}

const defaultClass = "storageclass.kubernetes.io/is-default-class";

const defaultClasses = new WeakMap<Index, string | undefined>();

function defaultClassOf(index: Index): string | undefined {
  if (!defaultClasses.has(index)) defaultClasses.set(index, findDefaultClass(index));
  return defaultClasses.get(index);
}

function findDefaultClass({ items }: Index): string | undefined {
  for (const { manifest, component } of items) {
    const { defaultStorageClass } = component.runTime;
    if (defaultStorageClass) return defaultStorageClass;
    const isDefault = manifest.metadata.annotations?.[defaultClass] === "true";
    if (isDefault && manifest.kind === "StorageClass") return manifest.metadata.name;
  }
  return undefined;
}
