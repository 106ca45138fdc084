import type { Schema } from "../../../lib/kubernetes/schema/schema.ts";
import * as is from "./keywords.ts";

// The file mode of a volume, 0777 in octal.
const fileMode: Schema = { minimum: 0, maximum: 511 };
const modes: Schema = { properties: { defaultMode: fileMode } };
const name: Schema = { required: ["name"], properties: { name: is.notEmpty } };
const path: Schema = { ...is.relativePath, ...is.notEmpty };
const driver: Schema = { format: "driver-name", ...is.notEmpty };
const secret: Schema = {
  required: ["name", "namespace"],
  properties: { name: is.notEmpty, namespace: is.notEmpty },
};
/** The kinds of volume a PersistentVolume can be, of which it is one. */
const sources =
  "awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker gcePersistentDisk glusterfs hostPath iscsi local nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume";
const accessModes: Schema = {
  ...is.atLeastOne,
  items: { enum: ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"] },
};
const storage: Schema = { required: ["storage"], properties: { storage: is.positiveAmount } };
const common: Schema["properties"] = {
  accessModes,
  storageClassName: is.subdomain,
  volumeAttributesClassName: { ...is.subdomain, ...is.notEmpty },
  volumeMode: is.notEmpty,
};

/** Volumes of pods, and the claims and volumes that outlive them. */
export const volumes: is.Overlay = {
  CSIPersistentVolumeSource: {
    properties: {
      controllerExpandSecretRef: secret,
      controllerPublishSecretRef: secret,
      driver,
      nodeExpandSecretRef: secret,
      nodePublishSecretRef: secret,
      volumeHandle: is.notEmpty,
    },
  },
  CSIVolumeSource: { properties: { driver, nodePublishSecretRef: name } },
  ConfigMapProjection: name,
  ConfigMapVolumeSource: {
    required: ["name"],
    properties: { ...modes.properties, ...name.properties },
  },
  DownwardAPIVolumeFile: {
    ...is.exactlyOne("fieldRef", "resourceFieldRef"),
    properties: { mode: fileMode, path },
  },
  DownwardAPIVolumeSource: modes,
  EmptyDirVolumeSource: { properties: { sizeLimit: is.amount } },
  EphemeralVolumeSource: { required: ["volumeClaimTemplate"] },
  HostPathVolumeSource: { properties: { path: { format: "plain-path", ...is.notEmpty } } },
  KeyToPath: { properties: { key: is.notEmpty, mode: fileMode, path } },
  LocalVolumeSource: { properties: { path: { format: "plain-path", ...is.notEmpty } } },
  NFSVolumeSource: {
    properties: { path: { ...is.absolutePath, ...is.notEmpty }, server: is.notEmpty },
  },
  PersistentVolume: { required: ["spec"] },
  PersistentVolumeClaim: { required: ["spec"] },
  PersistentVolumeClaimSpec: {
    required: ["accessModes", "resources"],
    properties: {
      ...common,
      resources: { allOf: [{ required: ["requests"], properties: { requests: storage } }] },
    },
  },
  PersistentVolumeClaimVolumeSource: { properties: { claimName: is.notEmpty } },
  PersistentVolumeSpec: {
    ...is.exactlyOne(...sources.split(" ")),
    allOf: [is.onlyWith("local", "nodeAffinity"), is.onlyWith("volumeAttributesClassName", "csi")],
    required: ["accessModes", "capacity"],
    properties: { ...common, capacity: { ...storage, maxProperties: 1 } },
  },
  ProjectedVolumeSource: modes,
  SecretProjection: name,
  SecretVolumeSource: {
    required: ["secretName"],
    properties: { ...modes.properties, secretName: is.notEmpty },
  },
  // The kubelet renews a token well before it ends, which shorter ones do not allow.
  ServiceAccountTokenProjection: {
    properties: { expirationSeconds: { minimum: 600, maximum: 2 ** 32 }, path },
  },
  TypedLocalObjectReference: { properties: { kind: is.notEmpty, name: is.notEmpty } },
  // A name and at most one source; without any it is an emptyDir.
  Volume: { maxProperties: 2, properties: { name: is.label } },
  VolumeNodeAffinity: { required: ["required"] },
  VolumeProjection: { maxProperties: 1 },
};
