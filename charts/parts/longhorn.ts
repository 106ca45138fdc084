import type { LonghornValues } from "../../imports/values/longhorn.ts";
import { k8s } from "../../lib/kubernetes/constructs.ts";
import type { ClusterData, Node } from "../../lib/model/cluster-data.ts";
import type { Distribution } from "../../lib/model/distribution.ts";
import type { AnyValues, NodeNeeds } from "../../lib/model/definition.ts";
import type { PodRequests, VolumePlace } from "../../lib/model/run-time.ts";
import type { Scope } from "../../lib/model/scope.ts";
import { plural } from "../../lib/problem.ts";

/** Where it keeps volumes on a node. */
export function dataPath({ paths }: Distribution): string {
  return `${paths.disks}/longhorn`;
}

/** It finds the kubelet's directory by itself where that is one of the usual (Longhorn docs: deploy/install, CSI on k3s). */
export function kubeletValues({ paths }: Distribution): { readonly kubeletRootDir?: string } {
  return paths.kubelet === "/var/lib/kubelet" ? {} : { kubeletRootDir: paths.kubelet };
}

/** Without the label it takes no disk of the node (Longhorn docs: default-disk-and-node-config). */
export function storageNode(
  { disks: { longhorn: disk } }: Node,
  distribution: Distribution,
): NodeNeeds | undefined {
  if (!disk) return undefined;
  const taken = [{ path: dataPath(distribution), allowScheduling: true, tags: disk.tags ?? [] }];
  return {
    labels: { "node.longhorn.io/create-default-disk": "config" },
    annotations: { "node.longhorn.io/default-disks-config": JSON.stringify(taken) },
  };
}

/** Settings that have a number, or text of it, or one for each data engine as JSON. */
function setting(values: AnyValues, name: string, usual: number): number {
  const { defaultSettings = {} } = values as {
    defaultSettings?: Readonly<Record<string, unknown>>;
  };
  const found = /\d+(?:\.\d+)?/.exec(
    JSON.stringify(defaultSettings[name] ?? "").replace(/v\d/g, ""),
  );
  return found ? Number(found[0]) : usual;
}

/**
 * The pods that its manager makes, where that runs: what runs the volumes asks for 12 % of the CPU that its node has to
 * give (Longhorn docs: settings, "Guaranteed Instance Manager CPU"), all others for nothing.
 */
export function madePods(values: AnyValues): PodRequests[] {
  const { csi = {} } = values as { csi?: Readonly<Record<string, unknown>> };
  const cpu = `${setting(values, "guaranteedInstanceManagerCPU", 12)}%`;
  return [
    { name: "instance-manager", replicas: "each-node", cpu },
    { name: "engine-image", replicas: "each-node" },
    { name: "longhorn-csi-plugin", replicas: "each-node" },
    ...["attacher", "provisioner", "resizer", "snapshotter"].map((part) => ({
      name: `csi-${part}`,
      replicas: Number(csi[`${part}ReplicaCount`] ?? 3),
    })),
  ];
}

/**
 * Volumes may be promised all of a disk but the 30 % that are kept for others (Longhorn docs: settings, "Storage
 * Reserved Percentage For Default Disk" and "Storage Over Provisioning Percentage").
 */
export function places(
  copies: number,
  fastTag: string,
  values: AnyValues,
): Readonly<Record<string, VolumePlace>> {
  const kept = setting(values, "storageReservedPercentageForDefaultDisk", 30);
  const promised = setting(values, "storageOverProvisioningPercentage", 100);
  const share = ((100 - kept) / 100) * (promised / 100);
  const place = { disk: "longhorn", copies, share };
  return { longhorn: place, "longhorn-fast": { ...place, tags: [fastTag] } };
}

/** Nodes with a disk for volumes. */
export function storageNodes({ nodes }: ClusterData): ClusterData["nodes"] {
  return nodes.filter(({ disks }) => disks["longhorn"]);
}

/** Whether a node has a disk for volumes with that tag. */
export function hasDisk(cluster: ClusterData, tag: string): boolean {
  return storageNodes(cluster).some(({ disks }) => disks["longhorn"]?.tags?.includes(tag));
}

/** The class of volumes on such disks. */
export function fastClass(scope: Scope, tag: string, replicas: number): void {
  new k8s.KubeStorageClass(scope, "fast", {
    metadata: { name: "longhorn-fast" },
    provisioner: "driver.longhorn.io",
    parameters: {
      numberOfReplicas: String(replicas),
      staleReplicaTimeout: "30",
      diskSelector: tag,
    },
    reclaimPolicy: "Retain",
    allowVolumeExpansion: true,
  });
}

/** Whether each copy of a volume has a node, and not all of them the same host. */
export function* replicaIssues(
  nodes: ClusterData["nodes"],
  replicas: number,
  acceptSharedHost: boolean,
): Iterable<string> {
  if (nodes.length === 0) {
    yield "has nowhere to keep volumes: no node has a disk longhorn; give some nodes one";
  } else if (nodes.length < replicas) {
    yield `keeps ${replicas} replicas, but ${plural(nodes.length, "node")} with a disk longhorn cannot; set replicas to ${nodes.length}`;
  }
  const hosts = new Set(nodes.map(({ name, host = name }) => host));
  if (replicas > 1 && hosts.size === 1 && nodes.length > 1 && !acceptSharedHost) {
    yield `keeps ${replicas} replicas, but all its nodes run on host ${[...hosts][0]}, which takes every copy with it; set replicas to 1 or acceptSharedHost: true`;
  }
}

/** Where backups go; a share of NFS asks for no credentials (Longhorn docs: set-backup-target). */
export function backupStore(
  scope: Scope,
  { backupBucket, backupTarget }: { backupBucket?: string; backupTarget?: string },
): LonghornValues["defaultBackupStore"] {
  const target = backupTarget ?? (backupBucket ? inBucket(scope, backupBucket) : "");
  // None at all is told by the component.
  if (target === "" || target.startsWith("nfs://")) return { backupTarget: target };
  const keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINTS"];
  const credentials = scope.secret({ name: "backup-target", keys });
  return { backupTarget: target, backupTargetCredentialSecret: credentials.name };
}

function inBucket(scope: Scope, bucket: string): string {
  const { region } = scope.from("object-storage");
  return `s3://${bucket}@${region}/${scope.cluster.name}`;
}
