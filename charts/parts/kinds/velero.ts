import type { Kinds, Naming } from "../../../lib/model/kind.ts";

const of = (kind: string) => ({ group: "velero.io", kind, namespaced: true });

/** What a backup names, by itself or as what a schedule makes. */
const backupNames = (spec: string): readonly Naming[] => [
  { path: `${spec}.storageLocation`, to: of("BackupStorageLocation") },
  { path: `${spec}.volumeSnapshotLocations[]`, to: of("VolumeSnapshotLocation") },
  { path: `${spec}.resourcePolicy.name`, to: "ConfigMap" },
];

export const veleroKinds: Kinds = {
  "velero.io/Backup": { names: backupNames("spec") },
  "velero.io/BackupStorageLocation": {
    names: ["spec.credential", "spec.objectStorage.caCertRef"].map((path): Naming => ({
      path,
      to: "Secret",
    })),
  },
  // A backup may come out of the bucket.
  "velero.io/Restore": {
    names: [
      { path: "spec.scheduleName", to: of("Schedule") },
      { path: "spec.resourceModifier.name", to: "ConfigMap" },
    ],
  },
  "velero.io/Schedule": { names: backupNames("spec.template") },
  "velero.io/VolumeSnapshotLocation": { names: [{ path: "spec.credential", to: "Secret" }] },
  "velero.io/*": {},
};
