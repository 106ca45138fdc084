import type { Scope } from "../../lib/model/scope.ts";

/** By which Velero speaks S3: 1.14 is for 1.18 (its README, "Compatibility"). */
export const s3Plugin = {
  name: "velero-plugin-for-aws",
  image: "docker.io/velero/velero-plugin-for-aws:v1.14.2",
  volumeMounts: [{ name: "plugins", mountPath: "/target" }],
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
  resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "128Mi" } },
};

/** A folder of a bucket of the cluster's object storage. */
export function storageLocation(scope: Scope, bucket: string): Record<string, unknown> {
  const { endpoint, region, pathStyle } = scope.from("object-storage");
  return {
    name: "default",
    default: true,
    provider: "aws",
    bucket,
    prefix: scope.cluster.name,
    config: {
      region,
      s3Url: endpoint,
      s3ForcePathStyle: String(pathStyle),
      // Not every store takes the checksums of AWS (the plugin's docs: backupstoragelocation).
      checksumAlgorithm: "",
    },
  };
}

/** Nobody misses a backup before it is wanted. */
export const backupAlerts: readonly object[] = [
  {
    alert: "BackupIsOld",
    expr: 'time() - max by (schedule) (velero_backup_last_successful_timestamp{schedule!=""}) > 2 * 86400',
    for: "1h",
    labels: { severity: "warning" },
    annotations: { summary: "No backup of schedule {{ $labels.schedule }} for two days" },
  },
  {
    alert: "BackupFailed",
    expr: 'increase(velero_backup_failure_total{schedule!=""}[1d]) > 0',
    labels: { severity: "warning" },
    annotations: { summary: "A backup of schedule {{ $labels.schedule }} has failed" },
  },
];
