import { readQuantity } from "../../lib/kubernetes/quantity.ts";
import { VolumeSnapshotClass } from "../../imports/crds/snapshot.storage.k8s.io/volumesnapshotclass.ts";
import { k8s } from "../../lib/kubernetes/constructs.ts";
import { defineComponent } from "../../lib/model/component.ts";

export interface CsiDriverNfsOptions {
  /** Name or address of the NAS, which must let the nodes in. */
  readonly server: string;
  /** What it exports, for example `/volume1/kubernetes`: each volume is a folder of it. */
  readonly share: string;
  /** How much of it volumes may claim, as a Kubernetes quantity. @default not counted */
  readonly size?: string;
  /** Claims that name no class are bound here. @default true */
  readonly isDefault?: boolean;
  /** As `mount -o` takes them. @default ["nfsvers=4.1"] */
  readonly mountOptions?: readonly string[];
  /** What becomes of the folder when its claim goes. @default "Retain" */
  readonly reclaimPolicy?: "Delete" | "Retain";
  /** Snapshots are archives on the same share. @default false */
  readonly snapshots?: boolean;
}

const driver = "nfs.csi.k8s.io";
const name = "nfs";

/** Volumes on a NAS, which pods of many nodes may share. */
export const csiDriverNfs = defineComponent({
  name: "csi-driver-nfs",
  layer: "storage",
  about: { docs: "https://github.com/kubernetes-csi/csi-driver-nfs/tree/master/docs" },
  namespace: "csi-driver-nfs",
  podSecurity: "privileged",
  needs: ({ snapshots = false }: CsiDriverNfsOptions) =>
    snapshots ? { "volume-snapshots": "somebody must act on snapshots" } : {},
  provides: ({ isDefault = true }) => (isDefault ? { "default-storage": {} } : {}),
  accessModes: ["ReadWriteOnce", "ReadWriteOncePod", "ReadOnlyMany", "ReadWriteMany"],
  chart: "csi-driver-nfs",
  places: ({ size }) => ({ [name]: { outside: { size } } }),

  *check({ share, size = "0" }) {
    if (!share?.startsWith("/")) yield `has share "${share}", not the path of one; write it from /`;
    if (readQuantity(size) === undefined)
      yield `has size "${size}", not a quantity such as 2Ti; correct the number or its unit`;
  },

  // Without the kinds of snapshots its sidecar for them would fail for ever.
  values: (_, { snapshots = false }) => ({ controller: { enableSnapshotter: snapshots } }),

  objects(scope, options) {
    const { server, share, isDefault = true, snapshots = false } = options;
    const { mountOptions = ["nfsvers=4.1"], reclaimPolicy = "Retain" } = options;
    new k8s.KubeStorageClass(scope, "class", {
      metadata: {
        name,
        annotations: isDefault ? { "storageclass.kubernetes.io/is-default-class": "true" } : {},
      },
      provisioner: driver,
      parameters: { server, share },
      mountOptions: [...mountOptions],
      reclaimPolicy,
      allowVolumeExpansion: true,
    });
    if (!snapshots) return;
    const deletionPolicy = "Delete";
    new VolumeSnapshotClass(scope, "snapshots", { metadata: { name }, driver, deletionPolicy });
  },
});
