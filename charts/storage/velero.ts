import { defineComponent } from "../../lib/model/component.ts";
import { goingTo } from "../parts/addresses.ts";
import { monitored } from "../parts/monitoring.ts";
import { bucketSecret } from "../parts/object-storage.ts";
import { backupAlerts, s3Plugin, storageLocation } from "../parts/velero.ts";
import { veleroKinds } from "../parts/kinds/velero.ts";

export interface VeleroOptions {
  /** Bucket of the cluster's object storage, of which it takes a folder of the cluster's name. */
  readonly bucket: string;
  /** In the format of cron. @default "0 3 * * *" */
  readonly schedule?: string;
  /** How long a backup is kept, such as `720h`. @default "720h" */
  readonly keep?: string;
  /**
   * An agent on each node copies what is in volumes, but for those that are directories of their node, as local-path's
   * are. What Longhorn keeps it backs up itself. @default false
   */
  readonly files?: boolean;
}

const restricted = {
  containerSecurityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
  podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
};

/** Keeps the objects of the cluster in a bucket each night, those of no repository among them, and brings them back. */
export const velero = defineComponent({
  name: "velero",
  layer: "storage",
  about: { docs: "https://velero.io/docs/" },
  namespace: "velero",
  needs: {
    "object-storage": "it keeps backups in a bucket",
    "secret-store": "it opens the bucket with a key",
  },
  chart: "velero",
  kinds: veleroKinds,
  traffic: (scope) => goingTo(scope.cluster, scope.from("object-storage").endpoint),

  *check({ keep = "720h" }: VeleroOptions) {
    if (/^(?=.*[1-9])(\d+(\.\d+)?[hms])+$/.test(keep)) return;
    yield `has keep "${keep}", not a length of time in hours; write one, such as 720h`;
  },

  values(scope, { bucket, schedule = "0 3 * * *", keep = "720h", files = false }) {
    const enabled = monitored(scope);
    const monitor = { enabled, autodetect: false };
    // Without it, files are encrypted with a password that stands in Velero's source.
    if (files) scope.secret({ name: "velero-repo-credentials", keys: ["repository-password"] });
    const { kubelet } = scope.cluster.kubernetes.distribution.paths;
    return {
      ...restricted,
      initContainers: [s3Plugin],
      credentials: { useSecret: false, extraSecretRef: bucketSecret(scope, bucket) },
      configuration: {
        backupStorageLocation: [storageLocation(scope, bucket)],
        defaultVolumesToFsBackup: files,
      },
      schedules: { nightly: { schedule, template: { ttl: keep } } },
      snapshotsEnabled: false,
      deployNodeAgent: files,
      nodeAgent: {
        podVolumePath: `${kubelet}/pods`,
        pluginVolumePath: `${kubelet}/plugins`,
        resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "1Gi" } },
      },
      // Argo CD brings the kinds: the hook would do it once more at every sync.
      upgradeCRDs: false,
      metrics: {
        serviceMonitor: monitor,
        nodeAgentPodMonitor: { ...monitor, enabled: enabled && files },
        prometheusRule: { ...monitor, spec: backupAlerts },
      },
      resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "512Mi" } },
    };
  },

  objects(scope, { files = false }) {
    if (files) scope.loosen("privileged", "the agent reads the volumes of its node as root");
  },
});
