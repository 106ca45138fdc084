import type { Cluster } from "../model/cluster.ts";
import { bundledParts } from "../model/distribution.ts";
import { identity } from "../kubernetes/manifest.ts";
import type { VolumeBindingMode } from "../model/run-time.ts";
import type { Index } from "./item.ts";

/** When volumes of a class are bound; undefined for a class that nobody knows. Without a name, of the default class. */
export function bindingModeOf(
  storageClass: string | undefined,
  cluster: Cluster,
  index: Index,
): VolumeBindingMode | undefined {
  const name = storageClass ?? defaultClassOf(index);
  for (const { storageClass: bundled } of bundledParts(cluster).values())
    if (bundled && (name === undefined || bundled.name === name)) return bundled.binding;
  if (name === undefined) return undefined;
  const maker = index.makers.get(identity("storage.k8s.io", "StorageClass", "", name));
  if (!maker) return undefined;
  if (maker.manifest.kind !== "StorageClass") return maker.component.runTime.storageClasses?.[name];
  return (maker.manifest["volumeBindingMode"] as VolumeBindingMode | undefined) ?? "Immediate";
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
