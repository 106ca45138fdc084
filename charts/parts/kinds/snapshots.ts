import type { Kinds, Naming } from "../../../lib/model/kind.ts";

const group = "snapshot.storage.k8s.io";
const groups = "groupsnapshot.storage.k8s.io";

/** A kind without a namespace by its name. */
const named = (path: string, of: string, kind: string): Naming => ({
  path,
  to: { group: of, kind, namespaced: false },
});

const snapshotClass = named("spec.volumeSnapshotClassName", group, "VolumeSnapshotClass");
const groupClass = named("spec.volumeGroupSnapshotClassName", groups, "VolumeGroupSnapshotClass");

/** The kinds of volume snapshots. A content names the snapshot that is bound to it, which comes after it. */
export const snapshotKinds: Kinds = {
  [`${group}/VolumeSnapshot`]: {
    names: [
      { path: "spec.source.persistentVolumeClaimName", to: "PersistentVolumeClaim" },
      named("spec.source.volumeSnapshotContentName", group, "VolumeSnapshotContent"),
      snapshotClass,
    ],
  },
  [`${group}/VolumeSnapshotContent`]: { names: [snapshotClass] },
  [`${groups}/VolumeGroupSnapshot`]: {
    names: [
      named("spec.source.volumeGroupSnapshotContentName", groups, "VolumeGroupSnapshotContent"),
      groupClass,
    ],
  },
  [`${groups}/VolumeGroupSnapshotContent`]: { names: [groupClass] },
  [`${group}/*`]: {},
  [`${groups}/*`]: {},
};
