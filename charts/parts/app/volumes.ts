import type {
  PersistentVolumeClaimSpec,
  Volume,
  VolumeMount,
} from "../../../lib/kubernetes/constructs.ts";
import { k8s } from "../../../lib/kubernetes/constructs.ts";
import type { Scope } from "../../../lib/model/scope.ts";
import type { ContainerOptions, InitContainer, Mount } from "./container-options.ts";
import { containersOf, fileVolumes } from "./files.ts";
import type { PodOptions } from "./options.ts";
import { selectorOf } from "./options.ts";
import type { AppVolume, ClaimedVolume } from "./volume-options.ts";
import { isClaimed } from "./volume-options.ts";

/** The volumes of a pod, without those that a StatefulSet adds. */
export function volumesOf(options: PodOptions): Volume[] {
  const { name, volumes = {} } = options;
  const own = Object.entries(volumes).filter(([, one]) => !isPerReplica(one));
  return [
    ...temporaryVolumes(options),
    ...own.map(([volume, given]) => ({ name: volume, ...sourceOf(`${name}-${volume}`, given) })),
    ...fileVolumes(options),
    ...devicesOf(options).map((path) => ({ name: deviceName(path), hostPath: { path } })),
  ];
}

function sourceOf(claim: string, volume: AppVolume): Omit<Volume, "name"> {
  if ("claim" in volume) return { persistentVolumeClaim: { claimName: volume.claim } };
  if ("nfs" in volume) return { nfs: { ...volume.nfs } };
  if ("hostPath" in volume) return { hostPath: { path: volume.hostPath } };
  if ("emptyDir" in volume) {
    const { size, medium } = volume.emptyDir;
    return { emptyDir: { medium, sizeLimit: size ? k8s.Quantity.fromString(size) : undefined } };
  }
  return { persistentVolumeClaim: { claimName: claim } };
}

/** What the app's own container mounts. */
export function appMounts(options: PodOptions): VolumeMount[] {
  const { name, volumes = {} } = options;
  const mounts = Object.entries(volumes).flatMap(([volume, { path, subPath, readOnly }]) =>
    path === undefined ? [] : [mountOf(volume, { path, subPath, readOnly })],
  );
  return [...temporaryMount(options, name, options), ...mounts, ...deviceMounts(options)];
}

/** What a container beside it mounts. */
export function besideMounts(
  options: PodOptions,
  name: string,
  container: InitContainer,
): VolumeMount[] {
  const mounts = Object.entries(container.mounts ?? {}).map(([volume, mount]) =>
    mountOf(volume, typeof mount === "string" ? { path: mount } : mount),
  );
  return [...temporaryMount(options, name, container), ...mounts, ...deviceMounts(container)];
}

function mountOf(name: string, { path, subPath, readOnly }: Mount): VolumeMount {
  return { name, mountPath: path, subPath, readOnly };
}

const temporary = "/tmp";

/** Containers do not see each other's temporary files. */
function temporaryName(options: PodOptions, container: string): string {
  return container === options.name ? "tmp" : `tmp-${container}`;
}

/** Whether a container is given a place for temporary files: its root is read-only, and it has none of its own. */
function needsTemporary(options: PodOptions, container: InitContainer): boolean {
  const own = Object.values(container.mounts ?? {}).map((one) =>
    typeof one === "string" ? one : one.path,
  );
  const apps = container === options ? Object.values(options.volumes ?? {}) : [];
  const paths = [...own, ...apps.map(({ path }) => path)];
  return container.privileges?.writableRoot === undefined && !paths.includes(temporary);
}

function temporaryMount(
  options: PodOptions,
  name: string,
  container: InitContainer,
): VolumeMount[] {
  if (!needsTemporary(options, container)) return [];
  return [{ name: temporaryName(options, name), mountPath: temporary }];
}

function temporaryVolumes(options: PodOptions): Volume[] {
  return containersOf(options)
    .filter(([, container]) => needsTemporary(options, container))
    .map(([name]) => ({ name: temporaryName(options, name), emptyDir: {} }));
}

function devicesOf(options: PodOptions): string[] {
  const all = containersOf(options).flatMap(([, { privileges }]) =>
    Object.keys(privileges?.devices ?? {}),
  );
  return [...new Set(all)];
}

function deviceMounts({ privileges }: ContainerOptions): VolumeMount[] {
  return Object.keys(privileges?.devices ?? {}).map((path) => ({
    name: deviceName(path),
    mountPath: path,
  }));
}

function deviceName(path: string): string {
  return path
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
}

function isPerReplica(volume: AppVolume): volume is ClaimedVolume {
  return isClaimed(volume) && volume.perReplica === true;
}

/** Claims of which each replica has its own, by the name of the volume. */
export function replicaClaims({ volumes = {} }: PodOptions): [string, ClaimedVolume][] {
  return Object.entries(volumes).flatMap(([name, one]): [string, ClaimedVolume][] =>
    isPerReplica(one) ? [[name, one]] : [],
  );
}

/** The claims of an app that all its replicas share. */
export function addClaims(
  scope: Scope,
  { name, volumes = {} }: PodOptions,
  annotations?: Readonly<Record<string, string>>,
): void {
  for (const [volume, given] of Object.entries(volumes)) {
    if (!isClaimed(given) || isPerReplica(given)) continue;
    new k8s.KubePersistentVolumeClaim(scope, `${name}-${volume}`, {
      metadata: { name: `${name}-${volume}`, labels: selectorOf(name), annotations },
      spec: claimSpec(given),
    });
  }
}

export function claimSpec(volume: ClaimedVolume): PersistentVolumeClaimSpec {
  const { size, storageClass, access = "ReadWriteOnce" } = volume;
  return {
    accessModes: [access],
    storageClassName: storageClass,
    resources: { requests: { storage: k8s.Quantity.fromString(size) } },
  };
}
